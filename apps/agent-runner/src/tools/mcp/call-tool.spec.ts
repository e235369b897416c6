import type { StepRequest } from '@muster/tasks';
import { ToolLab } from '../../testing/tool-lab';
import { Logbook, program, RemoteServer } from './testing/servers';

const SECRET = 'hunter2-and-more';

describe.each(['a program', 'a remote server'])('call_tool, with %s', (kind) => {
  const log = new Logbook();
  let lab: ToolLab;
  let remote: RemoteServer | undefined;

  beforeAll(async () => {
    process.env.TEST_MCP_SECRET = SECRET;
    remote = kind === 'a remote server' ? await RemoteServer.start(log.path, SECRET) : undefined;
    const server = remote
      ? { url: remote.url, headers: { Authorization: 'Bearer ${env:TEST_MCP_SECRET}' }, timeoutSeconds: 2 }
      : program({ LOG: log.path, SECRET: '${env:TEST_MCP_SECRET}' }, { timeoutSeconds: 2 });
    lab = await ToolLab.open({ MCP_SERVERS: JSON.stringify({ lab: server }) });
    // The first connection starts the program.
    await lab.step('[[call_tool lab/add {"a": 0, "b": 0}]]');
  });
  afterAll(async () => {
    await lab.close();
    await remote?.close();
    delete process.env.TEST_MCP_SECRET;
  });

  const call = (tool: string, args: object = {}, task?: string) =>
    lab.step(`[[call_tool lab/${tool} ${JSON.stringify(args)}]]`, task);

  it('gives the answer, also in the form that the tool promises', async () => {
    expect((await call('add', { a: 1, b: 2 })).result).toMatchObject({
      status: 'SUCCESS',
      summary: 'lab/add answered',
      details: { tool: 'lab/add', content: '3', structured: { sum: 3 } },
    });
    if (remote) expect(remote.headers.at(-1)?.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('shows the model what can be called, as part of what is recorded', async () => {
    const task = await lab.task();
    await lab.step('hello', task);
    const { catalog, actions } = (await lab.recorded<{
      actions: string[];
      catalog: { described: { name: string; description: string; schema: string }[] };
    }>(task, 'turn#1:situation')) ?? { actions: [], catalog: { described: [] } };
    expect(actions).toContain('call_tool');
    const add = catalog.described.find(({ name }) => name === 'lab/add');
    expect(add?.description).toBe('Add two numbers');
    expect(JSON.parse(add?.schema ?? '')).toMatchObject({
      properties: { a: { type: 'number' } },
      required: ['a', 'b'],
    });
    expect(await lab.replay(task)).toMatchObject({ identical: true });
  });

  it.each([
    ['add', { a: 1 }, /arguments are wrong: .*They must satisfy \{.*"required":\["a","b"\]/],
    ['add', { a: 'one', b: 2 }, /arguments are wrong/],
    ['nothing', {}, /tool lab\/nothing not found/],
    ['fail', {}, /^no disk/],
    ['throw', {}, /thrown with/],
    ['hang', {}, /did not answer within 2 seconds: whether it was done is unknown/],
    ['large', { size: 12 * 1024 ** 2 }, /lab\/large (ended|failed|did not answer).*unknown/],
  ])('is a failure that the agent can read: %s %j', async (tool, args, error) => {
    const { result } = await call(tool, args);
    expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(error) });
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect((await call('add', { a: 1, b: 2 })).result).toMatchObject({ error: null });
  });

  it.each(['other/add', 'add', 'lab', 'lab/'])('knows no %s', async (tool) => {
    expect((await lab.step(`[[call_tool {"tool": "${tool}"}]]`)).result).toMatchObject({
      status: 'FAILURE',
      error: expect.stringMatching(/not found|invalid/),
    });
  });

  it('keeps the beginning of a long text, and says so', async () => {
    const { details } = (await call('large', { size: 300_000 })).result as {
      details: { content: string; left_out: string[] };
    };
    expect(details.content).toHaveLength(200_000);
    expect(details.left_out).toEqual(['text after its first 200000 characters']);
  });

  it('tells of pictures and files, and keeps none', async () => {
    expect((await call('show')).result.details).toEqual({
      tool: 'lab/show',
      content: 'see',
      left_out: [
        'image image/png, 3000 bytes',
        'link paper https://a.example/paper',
        'resource file:///x.bin',
      ],
    });
  });

  it('shows no credential, wherever the server repeats it', async () => {
    const task = await lab.task();
    const turn = await call('tell', {}, task);
    expect(turn.result.details).toEqual({
      tool: 'lab/tell',
      content: 'it is [redacted], or [redacted]\n\nmemo [redacted]',
      structured: { '[redacted]': ['[redacted]'] },
    });
    const situation = JSON.stringify(await lab.recorded(task, 'turn#1:situation'));
    expect(situation).toContain('Knows [redacted]');
    expect(situation).not.toContain(SECRET);
  });

  it('asks before it destroys, with the arguments, and does what the person made of them', async () => {
    const task = await lab.task();
    const asked = await call('wipe', { line: 'all' }, task);
    expect(asked.result).toMatchObject({
      status: 'AWAITING_INPUT',
      stateData: { tool: 'lab/wipe', arguments: JSON.stringify({ line: 'all' }, null, 2) },
    });
    expect(log.lines).not.toContain('wipe all');
    const { result } = await lab.step({ stateData: { arguments: '{"line": "half"}' } }, task);
    expect(result).toMatchObject({ status: 'SUCCESS', details: { content: 'done: wipe half' } });
    expect(log.lines.filter((line) => line.startsWith('wipe'))).toEqual(['wipe half']);
  });

  it.each<StepRequest | string>([
    'no',
    { stateData: { arguments: '{"line": 5}' } },
    { stateData: { arguments: 'x' } },
    { stateData: { tool: 'lab/note' } },
  ])('destroys nothing on anything but a yes: %j', async (answer) => {
    const task = await lab.task();
    await call('wipe', { line: 'never' }, task);
    expect((await lab.step(answer, task)).result.status).toBe('FAILURE');
    expect(log.lines).not.toContain('wipe never');
  });

  it('repeats after a crash what may be repeated', async () => {
    const task = await lab.task();
    await call('put', { line: task }, task);
    await lab.interruptedAt(task, 'turn#1:act');
    await lab.step('hello', task);
    expect(log.lines.filter((line) => line === `put ${task}`)).toHaveLength(2);
  });

  it('asks after a crash about everything else', async () => {
    const task = await lab.task();
    await call('note', { line: task }, task);
    await lab.interruptedAt(task, 'turn#1:act');
    const waiting = lab.step('hello', task);
    await lab.decide(task, false);
    await waiting;
    expect(log.lines.filter((line) => line === `note ${task}`)).toHaveLength(1);
  });

  it('is not for those without an account', async () => {
    const visitor = await lab.visitor();
    const { result } = await lab.step('[[call_tool lab/add {"a": 1, "b": 2}]]', undefined, visitor);
    expect(result.error).toBe('call_tool is off: it takes an account');
  });
});
