import { UserFactsService } from '@muster/identity';
import { makeMember } from '@muster/testing';
import { ApprovalsService } from '../approvals/approvals.service';
import { RunEngine } from '../engine/engine.service';
import { RunsListener } from '../engine/runs.processor';
import type { Run } from '../run/run.entity';
import { EngineBench } from '../testing/engine-bench';
import { ShutOuts } from './shut-outs';

const REASON = 'whoever it works for may no longer work in the organization';

/** The ways of losing an organization, and back again. */
const WAYS = {
  suspended: 'UPDATE membership SET suspended_at = now() WHERE user_id = $1 AND org_id = $2',
  removed: 'DELETE FROM membership WHERE user_id = $1 AND org_id = $2',
  'switched off': 'UPDATE app_user SET active = false WHERE id = $1 AND $2::uuid IS NOT NULL',
};

describe('runs of people who are shut out', () => {
  let bench: EngineBench;
  let acted: string[];

  beforeAll(async () => {
    bench = await EngineBench.open();
    patient();
    family();
    busy();
    asking();
    short();
    await bench.addRunner();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    acted = [];
    bench.owner = { orgId: crypto.randomUUID(), userId: crypto.randomUUID() };
    await makeMember(bench.source, bench.owner);
  });

  const patient = () => bench.program('patient', (ctx) => ctx.receive('message', 'reply'));
  const family = () =>
    bench.program('family', async (ctx) => (await ctx.spawn('kid', 'patient', {})).result());
  const busy = () =>
    bench.program('busy', async (ctx) => {
      await ctx.step(
        'model',
        'think',
        () => new Promise((done) => ctx.signal.addEventListener('abort', done)),
      );
      await ctx.effect('tool', 'act', {}, async () => acted.push('done'));
    });
  const short = () => bench.program('short', () => Promise.resolve(null));
  const asking = () => bench.program('asking', (ctx) => ctx.approval('merge', { action: 'merge', args: {} }));

  const lose = (way: keyof typeof WAYS): Promise<unknown> =>
    bench.source.query(WAYS[way], [bench.owner.userId, bench.owner.orgId]);
  const status = async ({ id }: Run) => (await bench.runs.get(bench.owner, id)).status;
  const shutOuts = () => bench.app.get(ShutOuts);

  it.each(Object.keys(WAYS) as (keyof typeof WAYS)[])(
    'are cancelled with their children, and say why, once the person is %s',
    async (way) => {
      const parent = await bench.start(family());
      const running = await bench.start(busy());
      const unborn = await bench.start(patient(), { waitFor: 'go' });
      await bench.reaches(parent.id, 'waiting');
      await bench.reaches(running.id, 'running');
      const { items } = await bench.runs.list(bench.owner, { parentId: parent.id, limit: 10 });
      await lose(way);
      await shutOuts().sweep();
      const all = [parent, running, unborn, ...items];
      expect(all).toHaveLength(4);
      expect(await Promise.all(all.map(status))).toEqual(all.map(() => 'cancelled'));
      for (const { id } of all) {
        const ends = (await bench.events(id)).filter(({ type }) => type === 'run.cancelled');
        expect(ends).toMatchObject([{ data: { reason: REASON } }]);
      }
      await bench.until(() => bench.app.get(RunEngine).activeCount === 0, 'workers free of them');
      expect(acted).toEqual([]);
    },
  );

  it('are noticed by the sweep of a runner that no hint reached', async () => {
    const run = await bench.start(patient());
    await bench.reaches(run.id, 'waiting');
    await lose('suspended');
    await bench.reaches(run.id, 'cancelled');
  });

  it('are ended at a hint that names the person, however many there are', async () => {
    const runs = await Promise.all(
      Array.from({ length: 230 }, () => bench.start(patient(), { waitFor: 'go' })),
    );
    await lose('removed');
    await bench.app.get(RunsListener).changed({ userIds: [bench.owner.userId] });
    expect(new Set(await Promise.all(runs.map(status)))).toEqual(new Set(['cancelled']));
  });

  it('are not executed by a runner that knows, and nobody else’s suffer', async () => {
    const colleague = { orgId: bench.owner.orgId, userId: crypto.randomUUID() };
    await makeMember(bench.source, colleague);
    await lose('suspended');
    bench.app.get(UserFactsService).forget(bench.owner.userId);
    const late = await bench.start(busy());
    const other = await bench.runs.start(colleague, asking(), { input: {} });
    expect((await bench.ended(late.id)).status).toBe('cancelled');
    expect(await bench.steps(late.id)).toEqual([]);
    await shutOuts().sweep();
    const [theirs] = (await bench.runs.list(colleague, { limit: 1 })).items;
    expect(theirs).toMatchObject({ id: other.id });
    expect(['queued', 'running', 'waiting']).toContain(theirs?.status);
  });

  it('take neither messages nor decisions any more, nor can they be forked or gone on with', async () => {
    const run = await bench.start(asking());
    const paused = await bench.start(patient(), { waitFor: 'go' });
    await bench.reaches(run.id, 'waiting');
    await bench.runs.pause(bench.owner, paused.id);
    const approvals = bench.app.get(ApprovalsService);
    const { items } = await approvals.list(bench.owner, { runId: run.id, limit: 10 });
    await lose('suspended');
    await shutOuts().sweep();
    // As an administrator of the organization, who sees everybody's runs.
    const scope = { orgId: bench.owner.orgId };
    const conflict = { code: 'conflict' };
    const decision = approvals.decide(scope, crypto.randomUUID(), items[0]?.id ?? '', { approved: true });
    await expect(decision).rejects.toMatchObject(conflict);
    await expect(bench.runs.send(scope, run.id, 'message', 'go on')).rejects.toMatchObject(conflict);
    await expect(bench.runs.resume(scope, paused.id)).rejects.toMatchObject(conflict);
    await expect(bench.forks.fork(scope, run.id, { step: 0 })).rejects.toMatchObject(conflict);
  });

  it('are not taken for those of somebody who has just come', async () => {
    await bench.ended((await bench.start(short())).id);
    bench.owner = { ...bench.owner, orgId: crypto.randomUUID() };
    await makeMember(bench.source, bench.owner);
    const run = await bench.start(patient());
    await bench.reaches(run.id, 'waiting');
  });

  it('stay cancelled when the person comes back, whose new ones are executed', async () => {
    const before = await bench.start(patient(), { waitFor: 'go' });
    await lose('removed');
    await shutOuts().sweep();
    await makeMember(bench.source, bench.owner);
    const after = await bench.start(patient());
    await bench.reaches(after.id, 'waiting');
    await shutOuts().sweep();
    expect(await Promise.all([before, after].map(status))).toEqual(['cancelled', 'waiting']);
  });
});
