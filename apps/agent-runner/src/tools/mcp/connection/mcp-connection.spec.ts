import { loadSettings } from '@muster/platform';
import { eventually } from '@muster/testing';
import { McpSettings } from '../config/mcp.settings';
import { readServers } from '../config/server-config';
import { Logbook, program, RemoteServer } from '../testing/servers';
import { McpConnection } from './mcp-connection';

const signal = new AbortController().signal;
const open: McpConnection[] = [];

function connection(server: object, toolsMs = 60_000): McpConnection {
  const [config] = readServers(
    loadSettings([McpSettings], { MCP_SERVERS: JSON.stringify({ lab: server }) })[0],
  );
  if (!config) throw new Error('no server');
  const made = new McpConnection(config, toolsMs);
  open.push(made);
  return made;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function environmentOf(server: McpConnection): Promise<{ pid: number; env: Record<string, string> }> {
  return JSON.parse((await server.call('environment', {}, signal)).text) as never;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('a server that is a program', () => {
  it('is started when it is first needed, once for all', async () => {
    const log = new Logbook();
    const server = connection(program({ LOG: log.path }));
    expect(log.lines).toEqual([]);
    const pids = await Promise.all(Array.from({ length: 5 }, async () => (await environmentOf(server)).pid));
    expect(new Set(pids).size).toBe(1);
    expect(log.lines).toEqual([`started ${pids[0]}`]);
  });

  it('is told nothing of our own environment but where things are', async () => {
    process.env.SOMETHING_PRIVATE = 'x';
    const { env } = await environmentOf(connection(program({ GIVEN: 'yes' })));
    delete process.env.SOMETHING_PRIVATE;
    const own = Object.keys(env).filter((name) => !name.startsWith('__'));
    expect(own.sort()).toEqual(['GIVEN', 'HOME', 'LANG', 'PATH', 'TMPDIR']);
  });

  it('that crashes fails the call under way, and is started again for the next', async () => {
    const server = connection(program());
    const { pid } = await environmentOf(server);
    await expect(server.call('crash', {}, signal)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
      message: 'lab/crash ended during the call: whether it was done is unknown',
    });
    expect((await environmentOf(server)).pid).not.toBe(pid);
  });

  it('is ended with all that it started, also when it does not want to', async () => {
    const server = connection(program({ MANNER: 'parent' }));
    const { pid } = await environmentOf(server);
    expect(isAlive(-pid)).toBe(true);
    await server.close();
    await eventually(() => Promise.resolve(!isAlive(-pid)), 'the group has gone');
  });

  it('leaves nothing behind when it ends by itself', async () => {
    const server = connection(program({ MANNER: 'parent' }));
    const { pid } = await environmentOf(server);
    await server.call('crash', {}, signal).catch(() => undefined);
    await eventually(() => Promise.resolve(!isAlive(-pid)), 'the group has gone');
  });

  it('may print what it likes', async () => {
    const server = connection(program({ MANNER: 'noisy', SECRET: '${env:PATH}' }));
    expect((await server.call('add', { a: 1, b: 1 }, signal)).text).toBe('2');
  });

  it.each([
    ['is not there', { command: '/no/such/program' }, /cannot be reached: its program is not there/],
    ['ends at once', program({ MANNER: 'dead' }), /cannot be reached: it ended at once/],
  ])('that %s is not asked for again and again', async (_, server, message) => {
    const broken = connection(server);
    await expect(broken.tools()).rejects.toMatchObject({ code: 'unavailable', retryable: false });
    const before = Date.now();
    await expect(broken.call('add', {}, signal)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      details: { retryAfter: 1 },
    });
    expect(Date.now() - before).toBeLessThan(500);
  });

  it('that never answers is given up when the app ends', async () => {
    const log = new Logbook();
    const server = connection(program({ MANNER: 'deaf', LOG: log.path }));
    const tools = expect(server.tools()).rejects.toMatchObject({ code: 'unavailable' });
    await eventually(() => Promise.resolve(log.lines.length > 0), 'it runs');
    await server.close();
    await tools;
    expect(isAlive(Number(log.lines[0]?.split(' ')[1]))).toBe(false);
  });

  it('is left when the run is cancelled', async () => {
    const server = connection(program());
    await server.tools();
    const run = new AbortController();
    const call = expect(server.call('hang', {}, run.signal)).rejects.toMatchObject({ code: 'cancelled' });
    run.abort();
    await call;
  });
});

describe('the tools of a server', () => {
  it('are asked for once in a while', async () => {
    const log = new Logbook();
    const remote = await RemoteServer.start(log.path);
    const server = connection({ url: remote.url });
    await Promise.all([server.tools(), server.tools()]);
    const asked = remote.headers.length;
    await server.tools();
    expect(remote.headers).toHaveLength(asked);
    const impatient = connection({ url: remote.url }, 0);
    await impatient.tools();
    const before = remote.headers.length;
    await impatient.tools();
    expect(remote.headers.length).toBeGreaterThan(before);
    await server.close();
    await impatient.close();
    await remote.close();
  });

  it('are asked for again when it tells that they have changed', async () => {
    const server = connection(program());
    const names = async (): Promise<string[]> => (await server.tools()).map(({ name }) => name);
    expect(await names()).not.toContain('lab/grown');
    await server.call('grow', {}, signal);
    await eventually(async () => (await names()).includes('lab/grown'), 'the new tool');
  });

  it('are those that the operator lets pass, with what they say of themselves', async () => {
    const server = connection(program({}, { tools: ['add', 'note', 'put', 'wipe', 'missing'] }));
    const told = (await server.tools()).map(({ name, repeatable, destructive }) => [
      name,
      repeatable,
      destructive,
    ]);
    expect(told).toEqual([
      ['lab/add', true, false],
      ['lab/note', false, false],
      ['lab/put', true, false],
      ['lab/wipe', false, true],
    ]);
  });
});

describe('a server over HTTP', () => {
  let remote: RemoteServer;

  beforeEach(async () => {
    remote = await RemoteServer.start(new Logbook().path);
  });
  afterEach(() => remote.close());

  it('that refuses our credentials says so', async () => {
    remote.refusal = 401;
    await expect(connection({ url: remote.url }).tools()).rejects.toMatchObject({
      message: expect.stringMatching(/refuses our credentials \(401\)/),
    });
  });

  it('that is away is told so, and found again', async () => {
    const server = connection({ url: remote.url });
    await server.tools();
    remote.refusal = 503;
    await expect(server.call('add', { a: 1, b: 1 }, signal)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
    });
    remote.refusal = undefined;
    expect((await server.call('add', { a: 1, b: 1 }, signal)).text).toBe('2');
  });

  it('that has forgotten us is greeted again, and asked once more', async () => {
    const server = connection({ url: remote.url });
    await server.tools();
    remote.forgets = 1;
    expect((await server.call('add', { a: 1, b: 1 }, signal)).text).toBe('2');
  });
});
