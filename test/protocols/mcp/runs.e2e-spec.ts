import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { eventually } from '@muster/testing';
import { Bench, call, failure, GENERATIONS } from './bench';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const PRICES = { 'scripted/echo': { input: 1_000_000, output: 1_000_000 } };

describe.each(Object.entries(GENERATIONS))('runs and tasks for an MCP client %s', (_, options) => {
  let bench: Bench;
  let client: Client;
  let stranger: Client;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-mcp-'));
    await writeFile(join(folder, 'prices.json'), JSON.stringify(PRICES));
    bench = await Bench.start({
      DEFAULT_MODEL: 'scripted/echo',
      MODEL_CATALOG: join(folder, 'prices.json'),
    });
    await bench.startRunner();
    [client, stranger] = [
      await bench.connect(bench.ada, options),
      await bench.connect(bench.stranger, options),
    ];
  }, 60_000);

  afterAll(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  const until = (run: string, status: string) =>
    eventually(async () => {
      const detail = await call(client, 'get_run', { run_id: run });
      return detail.status === status && detail;
    }, `run ${run} is ${status}`);

  it('drives a task step by step', async () => {
    const task = await call(client, 'create_task', {
      message: '[[ask_user Which city?]]',
      context: { a: 'b' },
    });
    expect(task.phase).toBe('created');
    const asked = await call(client, 'run_step', { task_id: task.id });
    expect(asked).toMatchObject({ number: 0, action: 'ask_user', status: 'AWAITING_INPUT', is_final: false });
    const [field = ''] = Object.keys(asked.asks_for);
    const told = await call(client, 'run_step', { task_id: task.id, state_data: { [field]: 'Paris' } });
    expect(told).toMatchObject({ id: asked.id, status: 'SUCCESS' });
    const final = await call(client, 'run_step', { task_id: task.id, message: 'thank you' });
    expect(final).toMatchObject({ number: 1, action: 'output_message', is_final: true });
    const { task: done, steps } = await call(client, 'list_steps', { task_id: task.id });
    expect([done.phase, steps.map(({ id }: { id: string }) => id)]).toEqual([
      'completed',
      [asked.id, final.id],
    ]);
  });

  it('starts an agent and a chain, and lists and shows them', async () => {
    const agent = await call(client, 'start_run', { request: 'hello', title: 'An agent' });
    const chain = await call(client, 'start_run', { prompts: ['one', 'two'] });
    const shown = await until(chain.id, 'succeeded');
    expect(shown.output.answers).toHaveLength(2);
    expect(shown.steps.map(({ key }: { key: string }) => key)).toEqual(['prompt#1', 'prompt#2']);
    await until(agent.id, 'succeeded');
    const first = await call(client, 'list_runs', { limit: 1, status: 'succeeded' });
    const second = await call(client, 'list_runs', {
      limit: 1,
      status: 'succeeded',
      cursor: first.next_cursor,
    });
    expect([first, second].map(({ runs }) => runs[0].id)).toEqual([chain.id, agent.id]);
    const [read] = (await client.readResource({ uri: `muster://runs/${agent.id}` })).contents;
    expect(JSON.parse((read as { text: string }).text)).toMatchObject({ id: agent.id, title: 'An agent' });
  });

  it.each([{}, { request: 'a', prompts: ['b'] }])('refuses to start %j', async (args) => {
    expect(await failure(client, 'start_run', args)).toBe('give either a request or prompts');
  });

  it('answers what a run asks, and cancels one', async () => {
    const run = await call(client, 'start_run', { request: '[[ask_user Which city?]]' });
    expect((await until(run.id, 'waiting')).waiting_for).toBe('input');
    await call(client, 'send_message', { run_id: run.id, message: 'Paris' });
    await until(run.id, 'succeeded');
    expect(await failure(client, 'cancel_run', { run_id: run.id })).toContain(
      'succeeded cannot be cancelled',
    );
    const other = await call(client, 'start_run', { request: '[[ask_user Which city?]]' });
    await until(other.id, 'waiting');
    expect((await call(client, 'cancel_run', { run_id: other.id, reason: 'enough' })).status).toBe(
      'cancelled',
    );
  });

  it('says that a question waits for the person instead of waiting itself', async () => {
    const answer = await call(client, 'ask_documents', { question: '[[ask_user Which city?]]' });
    expect(answer).toMatchObject({ status: 'waiting', answer: null });
    expect((await call(client, 'get_run', { run_id: answer.run_id })).waiting_for).toBe('input');
  });

  it('shows what a run wants approved, and decides it once', async () => {
    const run = await call(client, 'start_run', { prompts: ['dear'], budget_usd: 0.000001 });
    const { approvals } = await until(run.id, 'waiting');
    expect(approvals).toMatchObject([{ run_id: run.id, action: 'budget.raise', status: 'pending' }]);
    const decision = { approval_id: approvals[0].id, approved: false, note: 'too dear' };
    expect(await failure(stranger, 'decide_approval', decision)).toContain('not found');
    expect(await call(client, 'decide_approval', decision)).toMatchObject({
      status: 'rejected',
      note: 'too dear',
    });
    expect(await failure(client, 'decide_approval', decision)).toContain('decided already');
  });

  it("answers 'not found' for what is somebody else's", async () => {
    const run = await call(client, 'start_run', { request: 'mine' });
    const task = await call(client, 'create_task', { message: 'mine' });
    for (const id of [run.id, UNKNOWN]) {
      for (const name of ['get_run', 'cancel_run'])
        expect(await failure(stranger, name, { run_id: id })).toBe(`run ${id} not found`);
      expect(await failure(stranger, 'send_message', { run_id: id, message: 'x' })).toBe(
        `run ${id} not found`,
      );
      await expect(stranger.readResource({ uri: `muster://runs/${id}` })).rejects.toThrow(/not found/i);
    }
    for (const name of ['run_step', 'list_steps'])
      expect(await failure(stranger, name, { task_id: task.id })).toContain('not found');
    expect((await call(stranger, 'list_runs')).runs).toEqual([]);
    // A run that is no task is none here either.
    expect(await failure(client, 'run_step', { task_id: run.id })).toContain('not found');
  });
});
