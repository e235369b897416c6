import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../processes/ports';

const ROOT = resolve(__dirname, '..', '..', '..', '..');
const PROGRAM = join(ROOT, 'dist', 'libs', 'local', 'src', 'testing', 'fake-installation.main.js');

/** A start with fake apps as a process of its own, which can be killed like a real one. */
export class Started {
  output = '';
  private readonly closed: Promise<unknown[]>;

  private constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        process.emit('said');
      });
    this.closed = once(process, 'close');
  }

  static async with(env: NodeJS.ProcessEnv): Promise<Started> {
    const port = env.PORT ?? String(await freePort());
    const { PATH, HOME } = process.env;
    return new Started(spawn(process.execPath, [PROGRAM], { env: { PATH, HOME, PORT: port, ...env } }));
  }

  /** Waits until the output matches; the match. Fails when the process ends without it. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const ended = await Promise.race([
        once(this.process, 'said').then(() => false),
        this.closed.then(() => true),
      ]);
      if (ended && !pattern.test(this.output))
        throw new Error(`not said: ${String(pattern)} in\n${this.output}`);
    }
  }

  async ready(): Promise<this> {
    await this.said(/Muster is ready/);
    return this;
  }

  /** Sends a signal and answers the exit code; a process that a signal ended has none. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.process.kill(signal);
    return this.exitCode();
  }

  async exitCode(): Promise<number | null> {
    const [code] = await this.closed;
    return code as number | null;
  }
}

/** A data folder for one test, removed by the function that comes with it. */
export async function temporaryDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-local-'));
  await chmod(folder, 0o711);
  return { dataDir: join(folder, 'data'), remove: () => rm(folder, { recursive: true, force: true }) };
}
