import Redis from 'ioredis';
import { PlatformSettings, UnavailableError } from '@muster/platform';
import { ApprovalsService } from '../approvals/approvals.service';
import { EngineBench } from '../testing/engine-bench';
import { ReplaysService } from '../replay/replays.service';

describe('durable runs', () => {
  let bench: EngineBench;
  let calls: Record<string, number> = {};
  const count = (what: string): number => (calls[what] = (calls[what] ?? 0) + 1);

  beforeAll(async () => {
    bench = await EngineBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    calls = {};
  });

  const three = () =>
    bench.program<{ n: number }>('three', async (ctx, { n }) => {
      let sum = n;
      for (const key of ['a', 'b', 'c']) sum = await ctx.step('model', key, async () => sum + count(key));
      return { sum };
    });
  const patient = () =>
    bench.program('patient', async (ctx) => {
      const first = await ctx.step('model', 'first', async () => count('first'));
      const got = await ctx.receive<{ text: string }>('message', 'reply');
      return { first, got };
    });
  const family = () =>
    bench.program('family', async (ctx) => {
      const child = await ctx.spawn('kid', 'three', { n: 10 });
      return { child: await child.result() };
    });
  const stubborn = () =>
    bench.program('stubborn', async (ctx) => {
      const child = await ctx.spawn('kid', 'patient', {});
      return child.result();
    });
  const flaky = () =>
    bench.program('flaky', (ctx) =>
      ctx.step('model', 'call', async () => {
        if (count('call') === 1) throw new UnavailableError('provider down');
        return 'fine';
      }),
    );
  const asking = () =>
    bench.program('asking', (ctx) => ctx.approval('merge', { action: 'merge', args: { branch: 'main' } }));
  const costly = () =>
    bench.program('costly', (ctx) =>
      ctx.step('model', 'call', async () => 'x', { cost: { worstCaseUsd: 2, actualUsd: () => 0.5 } }),
    );
  const sleepy = () =>
    bench.program('sleepy', async (ctx) => {
      await ctx.sleep('nap', 300);
      const late = await ctx.receive('message', 'late', { timeoutMs: 100 });
      return late;
    });
  const programs = { three, patient, family, stubborn, flaky, asking, costly, sleepy };
  const contract = (name: keyof typeof programs) => programs[name]();

  beforeAll(async () => {
    for (const define of Object.values(programs)) define();
    await bench.addRunner();
  });

  it('records each step once and numbers events without a gap', async () => {
    const run = await bench.start(contract('three'), { input: { n: 1 } });
    const ended = await bench.ended(run.id);
    expect(ended).toMatchObject({ status: 'succeeded', output: { sum: 4 }, attempt: 1, stepCount: 3 });
    const events = await bench.events(run.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type }) => type)).toEqual([
      'run.created',
      'run.started',
      ...Array.from({ length: 3 }, () => 'step.completed'),
      'run.succeeded',
    ]);
  });

  it('leaves the worker while waiting and continues from the record when a message comes', async () => {
    const run = await bench.start(contract('patient'));
    await bench.reaches(run.id, 'waiting');
    await bench.runs.send(bench.owner, run.id, 'message', { text: 'hello' });
    const ended = await bench.ended(run.id);
    expect(ended.output).toEqual({ first: 1, got: { timedOut: false, payload: { text: 'hello' } } });
    expect(ended.attempt).toBe(2);
    expect(calls).toEqual({ first: 1 });
  });

  it('takes a message that came before it was asked for', async () => {
    const run = await bench.start(contract('patient'), { waitFor: 'go' });
    await bench.runs.send(bench.owner, run.id, 'message', { text: 'early' });
    await bench.runs.send(bench.owner, run.id, 'go', null);
    expect((await bench.ended(run.id)).output).toMatchObject({ got: { payload: { text: 'early' } } });
  });

  it('sleeps and times out without a worker', async () => {
    const run = await bench.start(contract('sleepy'));
    expect((await bench.reaches(run.id, 'waiting')).waitingFor).toBe('timer');
    expect((await bench.ended(run.id)).output).toEqual({ timedOut: true });
  });

  it('gives a parent the result of its child', async () => {
    const run = await bench.start(contract('family'));
    expect((await bench.ended(run.id)).output).toEqual({ child: { sum: 13 } });
  });

  it('cancels the whole tree', async () => {
    const run = await bench.start(contract('stubborn'));
    await bench.reaches(run.id, 'waiting');
    const { items } = await bench.runs.list(bench.owner, { parentId: run.id, limit: 10 });
    await bench.reaches(items[0]?.id ?? '', 'waiting');
    await bench.runs.cancel(bench.owner, run.id, 'no longer wanted');
    expect((await bench.runs.get(bench.owner, items[0]?.id ?? '')).status).toBe('cancelled');
  });

  it('fails a parent whose child was cancelled, through the child result', async () => {
    const run = await bench.start(contract('stubborn'));
    await bench.reaches(run.id, 'waiting');
    const { items } = await bench.runs.list(bench.owner, { parentId: run.id, limit: 10 });
    await bench.runs.cancel(bench.owner, items[0]?.id ?? '');
    expect(await bench.ended(run.id)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  });

  it('tries again after an outage, without recording it', async () => {
    const run = await bench.start(contract('flaky'));
    expect(await bench.ended(run.id)).toMatchObject({ status: 'succeeded', output: 'fine', attempt: 2 });
    expect((await bench.events(run.id)).map(({ type }) => type)).toContain('run.retrying');
  });

  it('pauses between steps and goes on after resume', async () => {
    const run = await bench.start(contract('patient'));
    await bench.reaches(run.id, 'waiting');
    await bench.runs.pause(bench.owner, run.id);
    await bench.runs.send(bench.owner, run.id, 'message', { text: 'meanwhile' });
    expect((await bench.runs.get(bench.owner, run.id)).status).toBe('paused');
    await bench.runs.resume(bench.owner, run.id);
    expect((await bench.ended(run.id)).output).toMatchObject({ got: { payload: { text: 'meanwhile' } } });
  });

  it('binds an approval to its arguments and takes one decision only', async () => {
    const run = await bench.start(contract('asking'));
    const approvals = bench.app.get(ApprovalsService);
    await bench.reaches(run.id, 'waiting');
    const { items } = await approvals.list(bench.owner, { runId: run.id, limit: 10 });
    expect(items).toMatchObject([{ action: 'merge', args: { branch: 'main' }, status: 'pending' }]);
    const decide = () =>
      approvals.decide(bench.owner, bench.owner.userId, items[0]?.id ?? '', { approved: true });
    const outcomes = await Promise.allSettled([decide(), decide(), decide()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await bench.ended(run.id)).output).toEqual({ approved: true });
  });

  it('stops at its budget, asks, and goes on when it is raised', async () => {
    const run = await bench.start(contract('costly'), { budgetUsd: 1.5 });
    expect((await bench.reaches(run.id, 'waiting')).waitingFor).toBe('budget');
    const approvals = bench.app.get(ApprovalsService);
    const { items } = await approvals.list(bench.owner, { runId: run.id, limit: 10 });
    expect(items).toMatchObject([{ action: 'budget.raise', args: { run_id: run.id, by_usd: 0.5 } }]);
    await approvals.decide(bench.owner, bench.owner.userId, items[0]?.id ?? '', { approved: true });
    expect(await bench.ended(run.id)).toMatchObject({ status: 'succeeded', budgetUsd: 2, spentUsd: 0.5 });
    expect(await bench.source.query('SELECT * FROM budget_hold')).toEqual([]);
  });

  it('replays a finished run over its record without doing anything', async () => {
    const run = await bench.start(contract('three'), { input: { n: 1 } });
    await bench.ended(run.id);
    const before = await bench.events(run.id);
    const report = await bench.app.get(ReplaysService).replay(run.id);
    expect(report).toEqual({ model_calls: 0, steps: 3, identical: true });
    expect(calls).toEqual({ a: 1, b: 1, c: 1 });
    expect(await bench.events(run.id)).toEqual(before);
  });

  it('loses nothing when Redis is emptied', async () => {
    const client = new Redis(bench.app.get(PlatformSettings).redisUrl);
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, n) => bench.start(contract('three'), { input: { n } })),
    );
    await client.flushall();
    await client.quit();
    for (const run of runs) expect((await bench.ended(run.id)).status).toBe('succeeded');
  });

  it("does not show another user's run", async () => {
    const run = await bench.start(contract('three'), { input: { n: 1 } });
    const stranger = { ...bench.owner, userId: crypto.randomUUID() };
    await expect(bench.runs.get(stranger, run.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(bench.runs.cancel(stranger, run.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stores what Postgres cannot hold in JSON in a form it can', async () => {
    const run = await bench.start(contract('patient'));
    await bench.reaches(run.id, 'waiting');
    await bench.runs.send(bench.owner, run.id, 'message', { text: 'nul \0 and half \ud800 a pair' });
    expect((await bench.ended(run.id)).status).toBe('succeeded');
  });
});
