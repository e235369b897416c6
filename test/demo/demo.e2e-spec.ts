import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { AppProcess } from '../support/app-process';
import { Installation, type RunningGateway } from '../support/installation';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '..', '..');

/** The demo as `npm run demo` runs it, without a terminal. */
class Demo {
  output = '';
  errors = '';
  private readonly closed: Promise<unknown[]>;

  constructor(env: Record<string, string>, args: string[] = []) {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, [join(ROOT, 'dist', 'tools', 'demo.main.js'), ...args], {
      cwd: ROOT,
      env: { PATH, HOME, ...env },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
      this.child.emit('said');
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.closed = once(this.child, 'close');
  }

  private readonly child: ChildProcess;

  async ended(): Promise<number> {
    const [code] = await this.closed;
    return code as number;
  }

  /** Sends a signal as soon as the output holds `text`. */
  async interruptAfter(text: string): Promise<number> {
    while (!this.output.includes(text)) await Promise.race([once(this.child, 'said'), this.closed]);
    this.child.kill('SIGINT');
    return this.ended();
  }
}

describe('the demo on its own', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-demo-'));
    await chmod(folder, 0o711);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('does the main job without a key and without a terminal, and leaves nothing behind', async () => {
    const demo = new Demo({ TMPDIR: folder });
    expect([await demo.ended(), demo.errors]).toEqual([0, '']);
    expect(demo.output).not.toContain('\u001b');
    expect(demo.output).toMatch(/100 % {2}\d+ passages in/);
    expect(demo.output).toMatch(/✓ step 1 {2}rag_search {2}\d passages/);
    expect(demo.output).toMatch(/✓ step 2 {2}output_message {2}Answered/);
    expect(demo.output).toMatch(/4 {2}The answer\n.*lease runs out/s);
    expect(demo.output).toMatch(/\[1\] “.*\n? *.*”\n +✓ muster handbook, page \d+, word for word/);
    expect(demo.output).toMatch(/\nDone in \d+\.\d s/);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['Starting Muster', 'A document'])('takes everything down on Ctrl-C after %j', async (text) => {
    const demo = new Demo({ TMPDIR: folder });
    expect([await demo.interruptAfter(text), demo.errors]).toEqual([130, '']);
    expect(demo.output).not.toContain('The answer');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the demo on a running Muster', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;

  beforeAll(async () => {
    installation = await Installation.create({ DEFAULT_MODEL: 'extractive' });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    ingest = AppProcess.start('document-ingest', { ...installation.env, HEALTH_PORT: '0' });
    await ingest.ready();
  });

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
  });

  it('leaves no document there', async () => {
    const { token, client } = await gateway.person();
    const demo = new Demo({ MUSTER_URL: gateway.url, MUSTER_TOKEN: token });
    expect([await demo.ended(), demo.errors]).toEqual([0, '']);
    expect((await client.get('/api/documents')).body).toEqual([]);
    expect((await client.get('/api/tasks')).body).toMatchObject([{ phase: 'completed' }]);
  });

  it('takes another question and another file', async () => {
    const { token } = await gateway.person();
    const notes = join(ROOT, 'docs', 'samples', 'field-notes.md');
    const env = { MUSTER_URL: gateway.url, MUSTER_TOKEN: token };
    const demo = new Demo(env, ['What do the field notes say about Muster?', notes]);
    expect([await demo.ended(), demo.errors]).toEqual([0, '']);
    expect(demo.output).toContain('field-notes.md');
  });

  it.each<[string, () => Record<string, string>, string[], RegExp]>([
    ['no way in', () => ({ MUSTER_URL: gateway.url }), [], /MUSTER_URL needs MUSTER_TOKEN/],
    [
      'a wrong password',
      () => ({ MUSTER_URL: gateway.url, ADMIN_PASSWORD: 'wrong' }),
      [],
      /POST \/auth\/login answered 401: /,
    ],
    [
      'nobody there',
      () => ({ MUSTER_URL: 'http://127.0.0.1:9', MUSTER_TOKEN: 'x' }),
      [],
      /cannot reach Muster at http:\/\/127\.0\.0\.1:9: \S+/,
    ],
    [
      'no such file',
      () => ({ MUSTER_URL: gateway.url, MUSTER_TOKEN: 'x' }),
      ['What?', '/nowhere/to/be/found.pdf'],
      /cannot read \/nowhere\/to\/be\/found\.pdf/,
    ],
  ])('says in one line that there is %s, and fails', async (_, env, args, line) => {
    const demo = new Demo(env(), args);
    expect(await demo.ended()).toBe(1);
    expect(demo.errors).toMatch(/^muster demo: .*\n$/);
    expect(demo.errors).toMatch(line);
  });
});
