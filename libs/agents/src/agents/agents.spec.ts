import { ModelChoice } from '@muster/models';
import { AgentsBench } from '../testing/agents-bench';
import { WorkersService } from '../workers/workers.service';
import { Agent } from './agent.entity';
import { AgentsService } from './agents.service';

describe('agents', () => {
  let bench: AgentsBench;
  let services: [AgentsService, AgentsService];
  let agents: AgentsService;

  beforeAll(async () => {
    bench = await AgentsBench.open(2);
    services = bench.all(AgentsService) as [AgentsService, AgentsService];
    [agents] = services;
  });
  afterAll(() => bench.close());

  const outcomes = async (works: Promise<unknown>[]) => {
    const settled = await Promise.allSettled(works);
    return settled.map((one) =>
      one.status === 'fulfilled' ? 'done' : (one.reason as { details: { reason: string } }).details.reason,
    );
  };
  const count = (all: string[], wanted: string) => all.filter((one) => one === wanted).length;
  const statusesTold = async (actor: { orgId: string }) =>
    (await bench.told(actor))
      .filter(({ type }) => type === 'agent.status')
      .map(({ data }) => [data.previous_status, data.status]);

  it('are of one name each, however many are made at once, until one is removed', async () => {
    const actor = bench.actor();
    const made = await outcomes(
      Array.from({ length: 6 }, (_, n) => (services[n % 2] as AgentsService).create(actor, { name: 'Ada' })),
    );
    expect([count(made, 'done'), count(made, 'exists')]).toEqual([1, 5]);
    const [first] = (await agents.list(actor, { limit: 9, offset: 0 })).items;
    await agents.remove(actor, (first as Agent).id);
    const next = await agents.create(actor, { name: 'Ada' });
    expect(next.id).not.toBe(first?.id);
    await expect(agents.create(bench.actor(), { name: 'Ada' })).resolves.toMatchObject({ status: 'idle' });
  });

  it('are never more on a worker than it takes, however many come at once', async () => {
    const actor = bench.actor();
    const { id: workerId } = await bench.worker(actor, { maxAgents: 3 });
    const waiting = await Promise.all(
      Array.from({ length: 4 }, (_, n) => agents.create(actor, { name: `moving ${n}` })),
    );
    const all = await outcomes([
      ...Array.from({ length: 6 }, (_, n) =>
        (services[n % 2] as AgentsService).create(actor, { name: `new ${n}`, workerId }),
      ),
      ...waiting.map(({ id }, n) => (services[n % 2] as AgentsService).update(actor, id, { workerId })),
    ]);
    expect([count(all, 'done'), count(all, 'at_capacity')]).toEqual([3, 7]);
    const [worker] = (await bench.get(WorkersService).list(actor, { limit: 1, offset: 0 })).items;
    expect(worker?.agentCount).toBe(3);
  });

  it('keep their place on a worker that has become smaller, and free it when they go', async () => {
    const actor = bench.actor();
    const { id: workerId, name } = await bench.worker(actor, { maxAgents: 2 });
    const one = await agents.create(actor, { name: 'one', workerId });
    const two = await agents.create(actor, { name: 'two', workerId });
    await bench.worker(actor, { name, maxAgents: 1 });
    await expect(agents.update(actor, one.id, { workerId, role: 'writer' })).resolves.toMatchObject({
      role: 'writer',
    });
    await agents.remove(actor, one.id);
    await expect(agents.create(actor, { name: 'three', workerId })).rejects.toMatchObject({
      ...{ code: 'invalid', details: { reason: 'at_capacity' } },
    });
    await agents.update(actor, two.id, { workerId: null });
    await expect(agents.create(actor, { name: 'three', workerId })).resolves.toMatchObject({ workerId });
  });

  it('know no worker of another organization', async () => {
    const { id: workerId } = await bench.worker(bench.actor());
    const actor = bench.actor();
    await expect(agents.create(actor, { name: 'x', workerId })).rejects.toMatchObject({ noun: 'worker' });
    const { id } = await agents.create(actor, { name: 'x' });
    await expect(agents.update(actor, id, { workerId })).rejects.toMatchObject({ noun: 'worker' });
  });

  it('of another organization do not exist', async () => {
    const { id } = await agents.create(bench.actor(), { name: 'x' });
    const other = bench.actor();
    const tries = [
      agents.get(other, id),
      agents.update(other, id, { name: 'y' }),
      agents.start(other, id),
      agents.stop(other, id),
      agents.remove(other, id),
    ];
    for (const one of await Promise.allSettled(tries))
      expect(one).toMatchObject({ reason: { code: 'not_found', noun: 'agent' } });
  });

  it('get the default model, the usual one of a provider, or the one that is named', async () => {
    const actor = bench.actor();
    let names = 0;
    const modelOf = async (input: object) => {
      const made = await agents.create(actor, { name: `model ${(names += 1)}`, ...input });
      return `${made.llmProvider} ${made.llmModel}`;
    };
    expect(await modelOf({})).toBe('extractive passages');
    expect(await modelOf({ llmProvider: 'scripted' })).toBe('scripted echo');
    expect(await modelOf({ llmProvider: 'anthropic' })).toMatch(/^anthropic claude/);
    expect(await modelOf({ llmProvider: 'elsewhere', llmModel: 'a/b' })).toBe('elsewhere a/b');
    await expect(modelOf({ llmProvider: 'elsewhere' })).rejects.toMatchObject({
      details: { fields: { llm_model: expect.stringContaining('must be given') } },
    });
    bench.get(ModelChoice).use({ defaultProvider: 'scripted', defaultModel: 'tell/a/tale' });
    expect(await modelOf({})).toBe('scripted tell/a/tale');
    expect(await modelOf({ llmModel: 'other' })).toBe('scripted other');
    bench.get(ModelChoice).use({});
  });

  it('tell every change of their status, once, and nothing else', async () => {
    const actor = bench.actor();
    const { id } = await agents.create(actor, { name: 'x' });
    const changes = [
      () => agents.start(actor, id),
      () => agents.update(actor, id, { role: 'writer' }),
      () => agents.update(actor, id, { status: 'paused' }),
      () => agents.update(actor, id, { isActive: true }),
      () => agents.stop(actor, id),
      () => agents.stop(actor, id),
      () => agents.update(actor, id, { status: 'maintenance' }),
      () => agents.update(actor, id, { isActive: false }),
      () => agents.update(actor, id, { isActive: true, name: 'y' }),
      () => agents.remove(actor, id),
    ];
    for (const change of changes) await change();
    expect(await statusesTold(actor)).toEqual([
      ['idle', 'paused'],
      ['paused', 'offline'],
      ['offline', 'maintenance'],
      ['maintenance', 'offline'],
      ['offline', 'idle'],
      ['idle', 'offline'],
    ]);
    expect((await bench.told(actor)).at(-2)?.data).toMatchObject({ agent_id: id, name: 'y' });
  });

  it('that are at work go on when they are started, and failed ones begin anew', async () => {
    const actor = bench.actor();
    const busy = await bench.agent(actor, { status: 'busy' });
    const failed = await bench.agent(actor, { status: 'error', failureStreak: 3 });
    expect(await agents.start(actor, busy.id)).toMatchObject({ status: 'busy' });
    expect(await agents.update(actor, busy.id, { status: 'idle' })).toMatchObject({ status: 'busy' });
    expect(await agents.start(actor, failed.id)).toMatchObject({ status: 'idle', failureStreak: 0 });
    expect(await statusesTold(actor)).toEqual([['error', 'idle']]);
  });

  it('that a lost worker left behind are back when they are executed elsewhere', async () => {
    const actor = bench.actor();
    const lost = await bench.online(actor);
    const other = await bench.online(actor);
    const left = await bench.agent(actor, { workerId: lost.id });
    const stopped = await bench.agent(actor, { workerId: lost.id, status: 'offline', isActive: false });
    await bench.get(WorkersService).decide(actor, lost.id, { isApproved: false });
    expect(await agents.update(actor, left.id, { role: 'x' })).toMatchObject({ status: 'offline' });
    expect(await agents.update(actor, left.id, { workerId: other.id })).toMatchObject({ status: 'idle' });
    expect(await agents.update(actor, stopped.id, { workerId: null })).toMatchObject({ status: 'offline' });
  });

  it('and workers that change at once do not hold each other up, and are told of in the order in which they changed', async () => {
    const actor = bench.actor();
    const workers = [await bench.online(actor), await bench.online(actor)] as const;
    const all = await Promise.all(
      workers.flatMap(({ id: workerId }, n) => [
        agents.create(actor, { name: `a${n}`, workerId }),
        agents.create(actor, { name: `b${n}`, workerId }),
      ]),
    );
    for (let round = 0; round < 15; round += 1)
      await Promise.all([
        ...workers.map(({ id }) =>
          bench.get(WorkersService).decide(actor, id, { isApproved: round % 2 === 1 }),
        ),
        ...all.map(({ id }, n) => {
          const service = services[n % 2] as AgentsService;
          const workerId = workers[(n + round) % 2]?.id;
          return round % 3 ? service.update(actor, id, { workerId }) : service.stop(actor, id);
        }),
        ...all.map(({ id }) => agents.start(actor, id)),
      ]);
    const told = (await bench.told(actor)).map(({ data }) => data);
    for (const { id } of all) {
      const moves = told.filter(({ agent_id }) => agent_id === id);
      moves.forEach((move, n) => expect(move.previous_status).toBe(moves[n - 1]?.status ?? 'idle'));
      expect(moves.at(-1)?.status).toBe(await bench.statusOf({ id }));
    }
    for (const { id } of workers) {
      const edges = told.filter(({ worker_id }) => worker_id === id);
      edges.forEach(({ status }, n) => expect(status).toBe(n % 2 ? 'offline' : 'online'));
    }
  });
});
