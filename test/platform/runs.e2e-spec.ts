import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { eventually } from '@muster/testing';
import type { ApiClient } from '../support/api-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('/api/v1/runs', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo' });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    [ada, bob] = [await gateway.person(), await gateway.person()];
  });
  afterAll(() => installation.close());

  const chain = (...prompts: string[]) => ({ program: 'chain', input: { prompts } });

  const start = async (client: ApiClient, body: object = chain('a', 'b', 'c')): Promise<string> => {
    const { status, body: run } = await client.post('/api/v1/runs', body);
    expect(status).toBe(201);
    return run.id as string;
  };

  const reach = (client: ApiClient, id: string, status: string) =>
    eventually(async () => {
      const { body } = await client.get(`/api/v1/runs/${id}`);
      return body.status === status && body;
    });

  it('accepts a run, executes its steps and shows both', async () => {
    const { body: accepted } = await ada.client.post('/api/v1/runs', {
      ...chain('a', 'b', 'c'),
      title: 'Three',
    });
    expect(accepted).toMatchObject({ program: 'chain', title: 'Three', status: 'queued', step_count: 0 });
    const run = await reach(ada.client, accepted.id, 'succeeded');
    expect(run.output.answers).toHaveLength(3);
    const { body: steps } = await ada.client.get(`/api/v1/runs/${accepted.id}/steps`);
    expect(steps.items.map(({ key, status }: { key: string; status: string }) => [key, status])).toEqual([
      ['prompt#1', 'done'],
      ['prompt#2', 'done'],
      ['prompt#3', 'done'],
    ]);
    expect(steps.next_after).toBeNull();
  });

  it('pages steps by number and runs by cursor, without doubles', async () => {
    const client = (await gateway.person()).client;
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift(await start(client));
    const first = await client.get('/api/v1/runs', { query: { limit: 2 } });
    const second = await client.get('/api/v1/runs', { query: { limit: 2, cursor: first.body.next_cursor } });
    const third = await client.get('/api/v1/runs', { query: { limit: 2, cursor: second.body.next_cursor } });
    const seen = [first, second, third].flatMap(({ body }) => body.items.map(({ id }: { id: string }) => id));
    expect(seen).toEqual(ids);
    expect(third.body.next_cursor).toBeNull();
    await reach(client, ids[0] ?? '', 'succeeded');
    const steps = await client.get(`/api/v1/runs/${ids[0]}/steps`, { query: { limit: 2 } });
    expect(steps.body.next_after).toBe(2);
    const rest = await client.get(`/api/v1/runs/${ids[0]}/steps`, { query: { after: 2 } });
    expect(rest.body.items).toHaveLength(1);
  });

  it('filters by status and program', async () => {
    const client = (await gateway.person()).client;
    const id = await start(client);
    await reach(client, id, 'succeeded');
    const count = async (query: Record<string, string>) =>
      (await client.get('/api/v1/runs', { query })).body.items.length;
    expect(await count({ status: 'succeeded' })).toBe(1);
    expect(await count({ status: 'failed' })).toBe(0);
    expect(await count({ program: 'agent' })).toBe(0);
  });

  it('pauses, resumes and cancels an agent that waits for a person', async () => {
    const id = await start(ada.client, { program: 'agent', input: { request: '[[ask_user Which city?]]' } });
    const waiting = await reach(ada.client, id, 'waiting');
    expect(waiting.waiting_for).toBe('input');
    expect((await ada.client.post(`/api/v1/runs/${id}/pause`)).body.status).toBe('paused');
    expect((await ada.client.post(`/api/v1/runs/${id}/resume`)).status).toBe(200);
    await reach(ada.client, id, 'waiting');
    const cancelled = await ada.client.post(`/api/v1/runs/${id}/cancel`, { reason: 'enough' });
    expect(cancelled.body).toMatchObject({ status: 'cancelled', finished_at: expect.any(String) });
    expect((await ada.client.post(`/api/v1/runs/${id}/cancel`)).status).toBe(200);
    const late = await ada.client.post(`/api/v1/runs/${id}/messages`, { message: 'Paris' });
    expect(late.status).toBe(409);
  });

  it('replays without a model call and forks from a step with another input', async () => {
    const id = await start(ada.client);
    await reach(ada.client, id, 'succeeded');
    const calls = () => installation.sql<{ n: number }>('SELECT count(*)::int AS n FROM usage_entry');
    await eventually(async () => ((await calls())[0]?.n ?? 0) >= 3);
    const before = await calls();
    const replayed = await ada.client.post(`/api/v1/runs/${id}/replay`);
    expect(replayed.body).toEqual({ model_calls: 0, steps: 3, identical: true });
    expect(await calls()).toEqual(before);

    const fork = await ada.client.post(`/api/v1/runs/${id}/fork`, {
      step: 2,
      input: { prompts: ['a', 'b', 'other'] },
    });
    expect(fork.status).toBe(201);
    expect(fork.body.forked_from).toEqual({ run_id: id, step: 'prompt#2' });
    const run = await reach(ada.client, fork.body.id, 'succeeded');
    expect(run.output.answers[2]).toContain('other');
    const forkedCalls = `SELECT 1 FROM usage_entry WHERE run_id = $1`;
    await eventually(async () => (await installation.sql(forkedCalls, [fork.body.id])).length === 1);
  });

  it('starts one run for one idempotency key', async () => {
    const send = () =>
      ada.client.post('/api/v1/runs', chain('once'), { headers: { 'idempotency-key': 'the-only-one' } });
    const first = await send();
    const second = await send();
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it("answers 404 for another user's run, whatever is asked", async () => {
    const id = await start(ada.client);
    const { client } = bob;
    const answers = await Promise.all([
      client.get(`/api/v1/runs/${id}`),
      client.get(`/api/v1/runs/${id}/steps`),
      client.get(`/api/v1/runs/${id}/events`),
      client.post(`/api/v1/runs/${id}/cancel`),
      client.post(`/api/v1/runs/${id}/pause`),
      client.post(`/api/v1/runs/${id}/resume`),
      client.post(`/api/v1/runs/${id}/messages`, { message: 'x' }),
      client.post(`/api/v1/runs/${id}/replay`),
      client.post(`/api/v1/runs/${id}/fork`, { step: 0 }),
      client.post(`/api/v1/runs/${id}/approvals/${UNKNOWN}`, { approved: true }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await client.get('/api/v1/runs')).body.items).toEqual([]);
    await reach(ada.client, id, 'succeeded');
  });

  it.each([
    [{ program: 'nothing', input: {} }, 'program'],
    [{ program: 'step-task', input: { request: 'x' } }, 'program'],
    [{ program: 'chain', input: {} }, 'input.prompts'],
    [{ program: 'chain', input: { prompts: [''] } }, 'input.prompts.0'],
    [{ program: 'agent', input: { request: 'x', maxSteps: 0 } }, 'input.maxSteps'],
    [{ input: {} }, 'program'],
    [{ program: 'chain', input: { prompts: ['a'] }, budget_usd: -1 }, 'budget_usd'],
  ])('refuses %j and names %s', async (body, field) => {
    const { status, body: answer } = await ada.client.post('/api/v1/runs', body);
    expect(status).toBe(422);
    expect(JSON.stringify(answer)).toContain(field);
  });

  it('refuses an id that is none, an unknown one, and a request without a credential', async () => {
    expect((await ada.client.get('/api/v1/runs/nonsense')).status).toBe(422);
    expect((await ada.client.get(`/api/v1/runs/${UNKNOWN}`)).status).toBe(404);
    expect((await gateway.client.get(`/api/v1/runs/${UNKNOWN}`)).status).toBe(401);
    expect((await ada.client.get('/api/v1/runs', { query: { cursor: 'bm9uc2Vuc2U' } })).status).toBe(422);
  });

  it('lets one of many concurrent cancellations win and answers all of them', async () => {
    const id = await start(ada.client, { program: 'agent', input: { request: '[[ask_user Which city?]]' } });
    await reach(ada.client, id, 'waiting');
    const answers = await Promise.all([1, 2, 3, 4].map(() => ada.client.post(`/api/v1/runs/${id}/cancel`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const events = await installation.sql(
      `SELECT 1 FROM run_event WHERE run_id = $1 AND type = 'run.cancelled'`,
      [id],
    );
    expect(events).toHaveLength(1);
  });
});
