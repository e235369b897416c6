import type { INestApplication } from '@nestjs/common';
import { Client, Pool } from 'pg';
import { EXECUTE_RUNS } from '@muster/contracts';
import { eventually, startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import { CHAIN } from '../programs/chain.contract';
import { RunsService } from '../run/runs.service';
import { RunEventsModule } from './events.module';
import { EventStreams } from './event-streams';
import { OrgEvents, OrgEventsModule } from './org-events';

describe('live event streams', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let streams: EventStreams;
  let runs: RunsService;
  const owner = { orgId: crypto.randomUUID(), userId: crypto.randomUUID() };

  beforeAll(async () => {
    database = await testDatabase();
    const { url } = await testRedis();
    const env = { DATABASE_URL: database.url, REDIS_URL: url, REDIS_PREFIX: crypto.randomUUID() };
    app = await startTestApp({ imports: [RunEventsModule, OrgEventsModule], env, sends: [EXECUTE_RUNS] });
    streams = app.get(EventStreams);
    runs = app.get(RunsService, { strict: false });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const start = () => runs.start(owner, CHAIN, { input: { prompts: ['x'] }, waitFor: 'go' });
  const say = (id: string, n: number) => runs.send(owner, id, 'message', { n });

  it('replays from after an id and continues live, without gap or double, while events are being written', async () => {
    const run = await start();
    for (let n = 0; n < 5; n += 1) await say(run.id, n);
    const ids: number[] = [];
    const writing = (async () => {
      for (let n = 5; n < 60; n += 1) await say(run.id, n);
    })();
    await streams.followRun(owner, run.id, { after: '2' }, (_, id) => ids.push(Number(id)) > 0);
    await writing;
    await eventually(() => ids.at(-1) === 61);
    expect(ids).toEqual(Array.from({ length: 59 }, (_, index) => index + 3));
  });

  it('gives newcomers their own past while others are ahead', async () => {
    const run = await start();
    const early: string[] = [];
    await streams.followRun(owner, run.id, 'start', (_, id) => early.push(id) > 0);
    for (let n = 0; n < 10; n += 1) await say(run.id, n);
    await eventually(() => early.length === 11);
    const late: string[] = [];
    await streams.followRun(owner, run.id, 'start', (_, id) => late.push(id) > 0);
    await eventually(() => late.length === 11);
    await say(run.id, 10);
    await eventually(() => late.length === 12 && early.length === 12);
    expect(late).toEqual(early);
  });

  it('never skips an event of the feed that commits late', async () => {
    const [slow, quick] = [await start(), await start()];
    const seen: string[] = [];
    await streams.followFeed(owner, 'now', (event) => seen.push(event.runId) > 0);
    const late = new Client({ connectionString: database.url });
    await late.connect();
    await late.query('BEGIN');
    await late.query(
      `INSERT INTO run_event (run_id, seq, org_id, user_id, type, data) VALUES ($1, 99, $2, $3, 'late', '{}')`,
      [slow.id, owner.orgId, owner.userId],
    );
    await say(quick.id, 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toEqual([]);
    await late.query('COMMIT');
    await late.end();
    await eventually(() => seen.length === 2);
    expect(seen).toEqual([slow.id, quick.id]);
  });

  it('begins at the moment it is asked, though an older transaction is still open somewhere', async () => {
    const older = new Client({ connectionString: database.url });
    await older.connect();
    await older.query('BEGIN');
    await older.query('SELECT pg_current_xact_id()');
    const run = await start();
    await say(run.id, 1);
    const seen: unknown[] = [];
    await streams.followFeed(owner, 'now', (event) => seen.push(event.data) > 0);
    await older.query('COMMIT');
    await older.end();
    await say(run.id, 2);
    await eventually(() => seen.length > 0);
    expect(JSON.stringify(seen)).toContain('"n":2');
    expect(seen).toHaveLength(1);
  });

  it('continues a feed from where a reader was cut, across everything that happened since', async () => {
    const run = await start();
    const first: string[] = [];
    await streams.followFeed(owner, 'now', (_, id) => {
      first.push(id);
      return first.length < 3;
    });
    for (let n = 0; n < 8; n += 1) await say(run.id, n);
    await eventually(() => first.length === 3);
    const rest: string[] = [];
    await streams.followFeed(owner, { after: first[2] ?? '' }, (_, id) => rest.push(id) > 0);
    await eventually(() => rest.length === 5);
    expect(new Set([...first, ...rest]).size).toBe(8);
  });

  it("shows nobody another user's events", async () => {
    const run = await start();
    const stranger = { ...owner, userId: crypto.randomUUID() };
    await expect(streams.followRun(stranger, run.id, 'start', () => true)).rejects.toMatchObject({
      code: 'not_found',
    });
    const seen: string[] = [];
    await streams.followFeed(stranger, 'start', (event) => seen.push(event.runId) > 0);
    await say(run.id, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual([]);
  });

  it('tells, among what happens in runs, what else happens in the organization, to those who may hear of it', async () => {
    const telling = app.get(OrgEvents, { strict: false });
    const member = { ...owner, role: 'viewer' as const, username: 'ada', instanceAdmin: false };
    const signedIn = { ...member, credential: 'access_token' as const };
    const key = { ...member, credential: 'api_key' as const, scopes: ['events:read', 'runs:read'] };
    const all: string[] = [];
    const narrow: string[] = [];
    const runsOnly: string[] = [];
    await streams.followAll(signedIn, 'now', ({ type }) => all.push(type) > 0);
    await streams.followAll(key, 'now', ({ type }) => narrow.push(type) > 0);
    await streams.followFeed(owner, 'now', ({ type }) => runsOnly.push(type) > 0);
    const fact = { orgId: owner.orgId, permission: 'members:read' as const, data: {} };
    await telling.transaction([], (_, tell) => {
      tell({ ...fact, type: 'one' }, { ...fact, type: 'two' });
      return Promise.resolve();
    });
    await start();
    await telling.transaction([], (_, tell) => {
      tell({ ...fact, type: 'secret', permission: 'roles:read' }, { ...fact, type: 'three' });
      return Promise.resolve();
    });
    await start();
    await eventually(() => narrow.length === 2 && runsOnly.length === 2 && all.length === 5);
    expect(all).toEqual(['one', 'two', 'run.created', 'three', 'run.created']);
    expect(narrow).toEqual(['run.created', 'run.created']);
  });

  it('tells nothing of what did not happen after all', async () => {
    const telling = app.get(OrgEvents, { strict: false });
    const failing = telling.transaction([], (_, tell) => {
      tell({ orgId: owner.orgId, permission: 'members:read', type: 'never', data: {} });
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    const { rowCount } = await app.get(Pool).query("SELECT FROM org_event WHERE type = 'never'");
    expect(rowCount).toBe(0);
  });

  it('refuses an id that is none of its own', async () => {
    await expect(streams.followFeed(owner, { after: 'x; drop' }, () => true)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
