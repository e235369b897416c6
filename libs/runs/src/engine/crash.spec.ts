import { ApprovalsService } from '../approvals/approvals.service';
import { EngineBench } from '../testing/engine-bench';
import type { EffectPolicy } from '../execution/run-context';

describe('runs whose worker dies', () => {
  let bench: EngineBench;
  /** What reached the world, by idempotency key. */
  let world: string[] = [];
  let hang: PromiseWithResolvers<void>;
  let thoughts = 0;
  let afterthoughts = 0;

  const acting = (name: string, policy: EffectPolicy<string>) =>
    bench.program(name, async (ctx) => {
      await ctx.step('model', 'think', async () => (thoughts += 1));
      const done = await ctx.effect('tool', 'pay', policy, async (key) => {
        world.push(key);
        if (world.length === 1) await hang.promise;
        return `paid ${world.length}`;
      });
      await ctx.step('model', 'after', async () => (afterthoughts += 1));
      return done;
    });
  const idempotent = () => acting('idempotent', { idempotent: true });
  const probing = () =>
    acting('probing', { probe: async () => (world.length > 0 ? 'seen by the probe' : undefined) });
  const unsafe = () => acting('unsafe', {});

  beforeAll(async () => {
    bench = await EngineBench.open();
    [idempotent, probing, unsafe].forEach((define) => define());
    await bench.addRunner();
    await bench.addRunner();
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    world = [];
    thoughts = 0;
    afterthoughts = 0;
    hang = Promise.withResolvers();
  });
  afterEach(() => {
    hang.resolve();
  });

  /** Starts a run and lets its worker's lease run out while its effect is under way. */
  const startAndKill = async (define: () => ReturnType<typeof idempotent>) => {
    const run = await bench.start(define());
    await bench.until(() => world.length === 1, 'effect under way');
    await bench.killWorkers();
    return run;
  };

  it('repeats an idempotent effect with the same key, and no completed step', async () => {
    const run = await startAndKill(idempotent);
    expect(await bench.ended(run.id)).toMatchObject({
      status: 'succeeded',
      output: expect.stringMatching(/^paid/),
    });
    expect(world.length).toBeGreaterThan(1);
    expect(new Set(world)).toEqual(new Set([`${run.id}:pay`]));
    expect(thoughts).toBe(1);
  });

  it('takes the word of a probe', async () => {
    const run = await startAndKill(probing);
    expect((await bench.ended(run.id)).output).toBe('seen by the probe');
    expect(world).toHaveLength(1);
  });

  it('asks a person before it repeats anything else', async () => {
    const run = await startAndKill(unsafe);
    const waiting = await bench.reaches(run.id, 'waiting');
    expect(waiting.waitingFor).toBe('approval');
    expect(world).toHaveLength(1);
    await decide(run.id, false);
    expect(await bench.ended(run.id)).toMatchObject({ status: 'failed', error: { reason: 'in_doubt' } });
    expect(world).toHaveLength(1);
  });

  it('repeats it when the person says so', async () => {
    const run = await startAndKill(unsafe);
    await bench.reaches(run.id, 'waiting');
    await decide(run.id, true);
    expect((await bench.ended(run.id)).output).toBe('paid 2');
  });

  it('lets the lost worker write nothing', async () => {
    const run = await startAndKill(idempotent);
    const ended = await bench.ended(run.id);
    hang.resolve();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await bench.runs.get(bench.owner, run.id)).toEqual(ended);
    const pay = (await bench.steps(run.id)).find(({ key }) => key === 'pay');
    expect(pay).toMatchObject({ output: ended.output, attempt: ended.attempt });
  });

  it('lets go of a run that it holds and does not execute', async () => {
    hang.resolve();
    const run = await bench.start(unsafe(), { waitFor: 'go' });
    await bench.source.query(
      `UPDATE run SET status = 'running', attempt = 7, worker_id = (SELECT id FROM worker WHERE lease_until > now() LIMIT 1)
       WHERE id = $1`,
      [run.id],
    );
    expect(await bench.ended(run.id)).toMatchObject({ status: 'succeeded', attempt: 8 });
  });

  it('records the outcome of an effect that ended after the run was cancelled', async () => {
    const run = await bench.start(unsafe());
    await bench.until(() => world.length === 1, 'effect under way');
    await bench.runs.cancel(bench.owner, run.id);
    hang.resolve();
    await bench.until(
      async () => (await bench.steps(run.id)).some(({ key, status }) => key === 'pay' && status === 'done'),
      'outcome',
    );
    expect((await bench.runs.get(bench.owner, run.id)).status).toBe('cancelled');
    expect(afterthoughts).toBe(0);
  });

  const decide = async (runId: string, approved: boolean) => {
    const approvals = bench.app.get(ApprovalsService);
    const { items } = await approvals.list(bench.owner, { runId, status: 'pending', limit: 10 });
    await approvals.decide(bench.owner, bench.owner.userId, items[0]?.id ?? '', { approved });
  };
});

describe('runs whose program has changed', () => {
  let bench: EngineBench;

  beforeAll(async () => {
    bench = await EngineBench.open();
  });
  afterAll(() => bench.close());

  it('ends in a clear state, and can be forked from its last good step', async () => {
    let key = 'old';
    const program = bench.program('chain', async (ctx) => {
      await ctx.step('model', 'first', async () => 1);
      await ctx.step('model', key, async () => 2);
      await ctx.receive('message', 'go');
      return key;
    });
    await bench.addRunner();
    const run = await bench.start(program, { input: { prompts: ['a'] } });
    await bench.reaches(run.id, 'waiting');
    key = 'new';
    await bench.runs.send(bench.owner, run.id, 'message', {});
    expect(await bench.ended(run.id)).toMatchObject({ status: 'failed', error: { reason: 'diverged' } });

    const fork = await bench.forks.fork(bench.owner, run.id, { step: 'first' });
    expect(fork.forkedFrom).toEqual({ run_id: run.id, step: 'first' });
    await bench.reaches(fork.id, 'waiting');
    expect((await bench.steps(fork.id)).map((step) => step.key)).toEqual(['first', 'new']);
  });
});
