import { DataSource } from 'typeorm';
import { Pool } from 'pg';
import { AgentPolicy } from '../agent.policy';
import { AgentsBench, type Told } from '../testing/agents-bench';
import { AgentWorker } from './worker.entity';
import { WorkersService } from './workers.service';

const words = (told: Told[]) => told.map(({ type, data }) => `${type} ${String(data.status)}`);

describe('workers', () => {
  let bench: AgentsBench;
  let workers: WorkersService;

  beforeAll(async () => {
    bench = await AgentsBench.open();
    workers = bench.get(WorkersService);
  });
  afterAll(() => bench.close());

  const find = (id: string) => bench.get(DataSource).getRepository(AgentWorker).findOneByOrFail({ id });

  it('are one, however many come under a name at once', async () => {
    const actor = bench.actor();
    const registration = { name: 'builder', hostname: 'host', ipAddress: '10.0.0.1' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => workers.register(actor, { ...registration, cpuCores: n })),
    );
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ worker }) => worker.id)).size).toBe(1);
  });

  it('of the same name are two in two organizations', async () => {
    const [one, other] = [bench.actor(), bench.actor()];
    const { id } = await bench.worker(one, { name: 'builder' });
    expect((await bench.worker(other, { name: 'builder' })).id).not.toBe(id);
  });

  it('take as many agents as is usual, unless they say it or have said it', async () => {
    const actor = bench.actor();
    bench.get(AgentPolicy).maxAgentsPerWorker = 7;
    const usual = await bench.worker(actor, { name: 'usual' });
    const large = await bench.worker(actor, { name: 'large', maxAgents: 40, osInfo: { name: 'linux' } });
    bench.get(AgentPolicy).maxAgentsPerWorker = 5;
    const again = await bench.worker(actor, { name: 'large', cpuCores: 8 });
    expect([usual.maxAgents, large.maxAgents]).toEqual([7, 40]);
    expect(again).toMatchObject({ maxAgents: 40, cpuCores: 8, osInfo: { name: 'linux' } });
  });

  it('stay approved when they come again as what they were, and have to be approved anew as anything else', async () => {
    const actor = bench.actor();
    const { id, name } = await bench.online(actor);
    expect(await bench.worker(actor, { name, version: '2' })).toMatchObject({
      status: 'online',
      version: '2',
    });
    const moved = await bench.worker(actor, { name, ipAddress: '10.6.6.6' });
    expect(moved).toMatchObject({ id, status: 'pending', isApproved: false, ipAddress: '10.6.6.6' });
    expect(await bench.beat(actor, id)).toMatchObject({ status: 'pending', isApproved: false });
    await workers.decide(actor, id, { isApproved: true });
    expect(await bench.worker(actor, { name, ipAddress: '10.6.6.6', hostname: 'x' })).toMatchObject({
      status: 'pending',
    });
    expect(words(await bench.told(actor))).toEqual([
      'worker.online online',
      'worker.offline pending',
      'worker.online online',
      'worker.offline pending',
    ]);
  });

  it('work at once where nobody has to approve them, which approves none that was refused', async () => {
    const actor = bench.actor();
    const refused = await bench.worker(actor, { name: 'refused' });
    await workers.decide(actor, refused.id, { isApproved: false });
    bench.get(AgentPolicy).requireWorkerApproval = false;
    const free = await bench.worker(actor, { name: 'free' });
    const moved = await bench.worker(actor, { name: 'free', hostname: 'elsewhere' });
    const again = await bench.worker(actor, { name: 'refused' });
    bench.get(AgentPolicy).requireWorkerApproval = true;
    expect([free, moved].map(({ status }) => status)).toEqual(['online', 'online']);
    expect(again).toMatchObject({ status: 'offline', isApproved: false });
    expect(words(await bench.told(actor))).toEqual(['worker.online online']);
  });

  it('take their agents along, but for those that could not work anyway', async () => {
    const actor = bench.actor();
    const { id: workerId } = await bench.online(actor);
    const idle = await bench.agent(actor, { workerId });
    const busy = await bench.agent(actor, { workerId, status: 'busy' });
    const paused = await bench.agent(actor, { workerId, status: 'paused' });
    const stopped = await bench.agent(actor, { workerId, status: 'offline', isActive: false });
    const removed = await bench.agent(actor, { workerId, deletedAt: new Date() });
    const elsewhere = await bench.agent(actor, {});
    const all = [idle, busy, paused, stopped, elsewhere];
    const statuses = () => Promise.all(all.map((agent) => bench.statusOf(agent)));
    await workers.decide(actor, workerId, { isApproved: false });
    expect(await statuses()).toEqual(['offline', 'offline', 'paused', 'offline', 'idle']);
    await workers.decide(actor, workerId, { isApproved: true });
    expect(await statuses()).toEqual(['idle', 'idle', 'paused', 'offline', 'idle']);
    const told = (await bench.told(actor)).filter(({ type }) => type === 'agent.status');
    expect(told.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        { agent_id: busy.id, name: busy.name, status: 'offline', previous_status: 'busy' },
        { agent_id: busy.id, name: busy.name, status: 'idle', previous_status: 'offline' },
      ]),
    );
    expect(told).toHaveLength(4);
    expect(JSON.stringify(told)).not.toContain(removed.id);
  });

  it('are heard with one statement, as long as that changes no status', async () => {
    const actor = bench.actor();
    const { id, updatedAt } = await bench.online(actor);
    const waiting = await bench.worker(actor);
    const statements = jest.spyOn(bench.get(Pool), 'query');
    const transactions = jest.spyOn(bench.get(DataSource), 'transaction');
    expect(await bench.beat(actor, id)).toEqual({ status: 'online', isApproved: true });
    expect(await bench.beat(actor, waiting.id, 'error')).toEqual({ status: 'pending', isApproved: false });
    expect([statements.mock.calls.length, transactions.mock.calls.length]).toEqual([2, 0]);
    jest.restoreAllMocks();
    const heard = await find(id);
    expect(heard).toMatchObject({
      cpuUsagePercent: 10,
      memoryUsagePercent: 20,
      diskUsagePercent: 30,
      updatedAt,
    });
    expect(heard.lastHeartbeatAt).not.toBeNull();
    expect((await find(waiting.id)).lastHeartbeatAt).not.toBeNull();
  });

  it('are what they report: at work, in maintenance, or broken', async () => {
    const actor = bench.actor();
    const { id } = await bench.online(actor);
    for (const status of ['maintenance', 'maintenance', 'error', 'online'] as const)
      expect(await bench.beat(actor, id, status)).toMatchObject({ status });
    expect(words(await bench.told(actor))).toEqual([
      'worker.online online',
      'worker.offline maintenance',
      'worker.online online',
    ]);
  });

  it('of another organization do not exist', async () => {
    const { id } = await bench.online(bench.actor());
    const other = bench.actor();
    await expect(bench.beat(other, id)).rejects.toMatchObject({ code: 'not_found', noun: 'worker' });
    await expect(workers.decide(other, id, { isApproved: false })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await workers.list(other, { limit: 10, offset: 0 })).total).toBe(0);
    expect((await find(id)).status).toBe('online');
  });
});

describe('whatever happens to a worker at once', () => {
  let bench: AgentsBench;

  beforeAll(async () => {
    bench = await AgentsBench.open(2);
  });
  afterAll(() => bench.close());

  it('leaves a state that there is, and each change is told once and in its order', async () => {
    const actor = bench.actor();
    const [one, other] = bench.all(WorkersService) as [WorkersService, WorkersService];
    const { id, name } = await bench.online(actor);
    const agent = await bench.agent(actor, { workerId: id });
    const register = (ipAddress: string) => other.register(actor, { name, hostname: 'host', ipAddress });
    for (let round = 0; round < 25; round += 1)
      await Promise.all([
        one.decide(actor, id, { isApproved: round % 3 !== 0 }),
        bench.beat(actor, id),
        register(`10.0.0.${round % 4}`),
        other.decide(actor, id, { isApproved: true }),
        bench.beat(actor, id, round % 2 ? 'maintenance' : 'online'),
      ]);
    const told = await bench.told(actor);
    const edges = told.filter(({ type }) => type.startsWith('worker.')).map(({ data }) => data.status);
    // They alternate, and the last that was told is how it is.
    edges.forEach((status, n) => expect(status === 'online').toBe(n % 2 === 0));
    const worker = await one.list(actor, { limit: 1, offset: 0 });
    const { status, isApproved } = worker.items[0] as AgentWorker;
    expect([isApproved, status === 'pending' || status === 'offline']).toContain(true);
    expect(edges.at(-1) === 'online').toBe(status === 'online');
    const moves = told.filter(({ type }) => type === 'agent.status').map(({ data }) => data);
    moves.forEach(({ previous_status }, n) =>
      expect(previous_status).toBe(n === 0 ? 'idle' : moves[n - 1]?.status),
    );
    expect(await bench.statusOf(agent)).toBe(status === 'online' ? 'idle' : 'offline');
  });
});
