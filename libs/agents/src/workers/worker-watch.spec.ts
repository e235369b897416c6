import { AgentsBench } from '../testing/agents-bench';
import { WorkerWatch } from './worker-watch';
import { WorkersService } from './workers.service';

describe('the watch over workers', () => {
  let bench: AgentsBench;
  let watches: WorkerWatch[];

  beforeAll(async () => {
    bench = await AgentsBench.open(2);
    watches = bench.all(WorkerWatch);
  });
  afterAll(() => bench.close());

  const sweep = () => Promise.all(watches.map((watch) => watch.sweep()));
  const statuses = async (actor: ReturnType<AgentsBench['actor']>) => {
    const { items } = await bench.get(WorkersService).list(actor, { limit: 200, offset: 0 });
    return Object.fromEntries(items.map(({ name, status }) => [name, status]));
  };

  it('takes those for lost that are silent for two minutes, with their agents, and no others', async () => {
    const actor = bench.actor();
    const silent = await bench.online(actor, { name: 'silent' });
    const broken = await bench.online(actor, { name: 'broken' });
    await bench.beat(actor, broken.id, 'error');
    const recent = await bench.online(actor, { name: 'recent' });
    const waiting = await bench.worker(actor, { name: 'waiting' });
    const agent = await bench.agent(actor, { workerId: silent.id, status: 'busy' });
    const other = await bench.agent(actor, { workerId: recent.id });
    await bench.silence([silent.id, broken.id, waiting.id]);
    await bench.silence([recent.id], 1.9);
    await sweep();
    expect(await statuses(actor)).toEqual({
      ...{ silent: 'offline', broken: 'offline' },
      ...{ recent: 'online', waiting: 'pending' },
    });
    expect([await bench.statusOf(agent), await bench.statusOf(other)]).toEqual(['offline', 'idle']);
    const gone = (await bench.told(actor)).filter(({ type }) => type === 'worker.offline');
    // Of the broken one it was told when it broke.
    expect(gone.map(({ data }) => data.status)).toEqual(['error', 'offline']);
    expect((await bench.beat(actor, silent.id)).status).toBe('online');
    expect(await bench.statusOf(agent)).toBe('idle');
  });

  it('tells of each of them once, however many processes watch and however many are gone', async () => {
    const actor = bench.actor();
    const ids: string[] = [];
    for (let n = 0; n < 230; n += 1) ids.push((await bench.online(actor)).id);
    await bench.silence(ids);
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const lost = (await bench.told(actor)).filter(({ type }) => type === 'worker.offline');
    expect(new Set(lost.map(({ data }) => data.worker_id))).toEqual(new Set(ids));
    expect(lost).toHaveLength(ids.length);
    expect(lost[0]?.data).toMatchObject({ status: 'offline', last_heartbeat: null });
  });

  it('counts the silence of a newly approved worker from its approval', async () => {
    const actor = bench.actor();
    const { id } = await bench.worker(actor, { name: 'patient' });
    await bench.silence([id], 60);
    await bench.get(WorkersService).decide(actor, id, { isApproved: true });
    await sweep();
    expect(await statuses(actor)).toEqual({ patient: 'online' });
  });

  it('overtakes no heartbeat: what is told last is how it is', async () => {
    const actor = bench.actor();
    const { id } = await bench.online(actor, { name: 'late' });
    for (let round = 0; round < 20; round += 1) {
      await bench.silence([id]);
      await Promise.all([sweep(), bench.beat(actor, id)]);
    }
    const edges = (await bench.told(actor)).map(({ data }) => data.status);
    edges.forEach((status, n) => expect(status).toBe(n % 2 ? 'offline' : 'online'));
    expect(await statuses(actor)).toEqual({ late: edges.at(-1) });
  });
});
