import { SecurityPolicy } from '@muster/identity';
import type { ApiClient } from '../support/api-client';
import { Installation, PASSWORD, type RunningGateway } from '../support/installation';
import { AUTH, claimsOf, member as memberOf, outcome, signIn, STRONG } from '../support/members';

const SESSIONS = '/api/v1/security/sessions';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  client = gateway.client;
  const { body } = await signIn(client, { email: 'admin@muster.local', password: PASSWORD });
  admin = client.as(body.access_token);
});

afterAll(() => installation.close());

const sessionOf = (token: string): string => String(claimsOf(token).sid);

/** Whoever asks now does not remember what was known of the session. */
const elsewhere = async (token: string): Promise<number> => {
  const other = await installation.startGateway();
  const { status } = await other.client.as(token).get(`${AUTH}/me`);
  await other.close();
  return status;
};

describe('sessions', () => {
  it('tell administrators who is signed in, from where and since when', async () => {
    const { account, user } = await memberOf(client);
    const { body } = await client.post(
      `${AUTH}/login`,
      { email: account.email, password: STRONG },
      { headers: { 'user-agent': 'Engine/1.0' } },
    );
    const { status, body: list } = await admin.get(SESSIONS, { query: { user_id: user.id } });
    expect([status, list.total]).toEqual([200, 2]);
    expect(list.items[0]).toEqual({
      id: sessionOf(body.access_token),
      kind: 'platform',
      user_id: user.id,
      user_email: account.email,
      ip_address: expect.stringContaining('127.0.0.1'),
      user_agent: 'Engine/1.0',
      created_at: expect.any(String),
      last_seen_at: expect.any(String),
      expires_at: expect.any(String),
      mfa: false,
    });
    const life = new Date(list.items[0].expires_at).getTime() - new Date(list.items[0].created_at).getTime();
    expect(Math.round(life / 3_600_000)).toBe(24);
  });

  it('are ended by administrators, and by nobody of lower rank', async () => {
    const { client: own, tokens } = await memberOf(client);
    const id = sessionOf(tokens.access_token);
    expect((await own.get(SESSIONS)).status).toBe(403);
    expect((await own.delete(`${SESSIONS}/${id}`)).status).toBe(403);
    expect((await admin.delete(`${SESSIONS}/${id}`)).status).toBe(204);
    expect(outcome(await own.get(`${AUTH}/me`))).toEqual([401, 'AUTH_003']);
    expect((await client.post(`${AUTH}/refresh`, { refresh_token: tokens.refresh_token })).status).toBe(401);
    for (const gone of [id, UNKNOWN]) expect((await admin.delete(`${SESSIONS}/${gone}`)).status).toBe(404);
  });

  it('of another organization are not to be seen by its neighbour’s administrator', async () => {
    const [one, other] = [await memberOf(client), await memberOf(client)];
    await installation.sql(
      `WITH org AS (INSERT INTO organization (name, slug) VALUES ('Engines', 'engines') RETURNING id)
       UPDATE membership SET role = 'admin', org_id = (SELECT id FROM org) WHERE user_id = $1`,
      [other.user.id],
    );
    const { body } = await signIn(client, other.account);
    const neighbour = client.as(body.access_token);
    const id = sessionOf(one.tokens.access_token);
    const { body: list } = await neighbour.get(SESSIONS);
    expect(list.items.map((one: { user_id: string }) => one.user_id)).toEqual([other.user.id]);
    expect((await neighbour.get(SESSIONS, { query: { user_id: one.user.id } })).body.total).toBe(0);
    expect((await neighbour.delete(`${SESSIONS}/${id}`)).status).toBe(404);
    expect((await one.client.get(`${AUTH}/me`)).status).toBe(200);
  });

  it('are my own to see and to end', async () => {
    const [me, other] = [await memberOf(client), await memberOf(client)];
    const { body: second } = await signIn(client, me.account);
    const { body: list } = await me.client.get(`${AUTH}/sessions`);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([
      sessionOf(second.access_token),
      sessionOf(me.tokens.access_token),
    ]);
    const end = (token: string) => me.client.delete(`${AUTH}/sessions/${sessionOf(token)}`);
    expect((await end(other.tokens.access_token)).status).toBe(404);
    expect((await end(second.access_token)).status).toBe(204);
    expect((await client.as(second.access_token).get(`${AUTH}/me`)).status).toBe(401);
  });

  it('are ended all but the one in use, by who signed in a moment ago', async () => {
    const [me, other] = [await memberOf(client), await memberOf(client)];
    const { body: second } = await signIn(client, me.account);
    const works = async (token: string) => (await client.as(token).get(`${AUTH}/me`)).status === 200;
    expect((await me.client.delete(`${AUTH}/sessions`)).status).toBe(204);
    expect([
      await works(me.tokens.access_token),
      await works(second.access_token),
      await works(other.tokens.access_token),
    ]).toEqual([true, false, true]);
  });

  it('are not ended from one that began more than ten minutes ago, but for itself', async () => {
    const me = await memberOf(client);
    const { body: second } = await signIn(client, me.account);
    await installation.sql(
      `UPDATE user_session SET authenticated_at = now() - interval '11 minutes' WHERE id = $1`,
      [sessionOf(me.tokens.access_token)],
    );
    for (const path of ['', `/${sessionOf(second.access_token)}`]) {
      const { status, body } = await me.client.delete(`${AUTH}/sessions${path}`);
      expect([status, body.details.reason]).toEqual([403, 'sign_in_again']);
    }
    expect((await client.as(second.access_token).get(`${AUTH}/me`)).status).toBe(200);
    expect((await client.as(second.access_token).delete(`${AUTH}/sessions`)).status).toBe(204);
    expect((await me.client.get(`${AUTH}/me`)).status).toBe(401);
  });

  it('are ended by administrators for one user, and for everybody but themselves', async () => {
    const own = await installation.startGateway();
    const [one, other] = [await memberOf(client), await memberOf(client)];
    const { body: boss } = await signIn(client, { email: 'admin@muster.local', password: PASSWORD });
    const works = async ({ tokens }: typeof one) =>
      (await own.client.as(tokens.access_token).get(`${AUTH}/me`)).status === 200;
    const end = (query: Record<string, string>) =>
      own.client.as(boss.access_token).delete(SESSIONS, { query });
    expect((await one.client.delete(SESSIONS)).status).toBe(403);
    expect((await end({ user_id: one.user.id })).status).toBe(204);
    expect([await works(one), await works(other)]).toEqual([false, true]);
    expect((await end({})).status).toBe(204);
    expect(await works(other)).toBe(false);
    expect((await own.client.as(boss.access_token).get(`${AUTH}/me`)).status).toBe(200);
    await own.close();
    const { body } = await signIn(client, { email: 'admin@muster.local', password: PASSWORD });
    admin = client.as(body.access_token);
  });

  it('are five at most: the one that was idle longest makes room', async () => {
    const { account, client: first } = await memberOf(client);
    const tokens: string[] = [];
    for (let n = 0; n < 5; n += 1) tokens.push((await signIn(client, account)).body.access_token);
    expect(outcome(await first.get(`${AUTH}/me`))).toEqual([401, 'AUTH_003']);
    for (const token of tokens) expect((await client.as(token).get(`${AUTH}/me`)).status).toBe(200);
    // Those of the other door are not counted among them.
    await client.post('/auth/login', { username: account.email, password: STRONG });
    expect((await client.as(tokens[0] ?? '').get(`${AUTH}/me`)).status).toBe(200);
  });

  it('never become more than five, however many sign in at once', async () => {
    const { account, user } = await memberOf(client);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(client, account)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await admin.get(SESSIONS, { query: { user_id: user.id } })).body.total).toBe(5);
  });

  it('end when they were idle for long, and when their time is over', async () => {
    const [idle, old] = [await memberOf(client), await memberOf(client)];
    const seen = (minutes: number) =>
      installation.sql(
        `UPDATE user_session SET last_seen_at = now() - make_interval(mins => $2) WHERE user_id = $1`,
        [idle.user.id, minutes],
      );
    await seen(29);
    expect(await elsewhere(idle.tokens.access_token)).toBe(200);
    await seen(32);
    expect(await elsewhere(idle.tokens.access_token)).toBe(401);
    expect(
      outcome(await client.post(`${AUTH}/refresh`, { refresh_token: idle.tokens.refresh_token })),
    ).toEqual([401, 'AUTH_010']);
    await installation.sql('UPDATE user_session SET expires_at = now() WHERE user_id = $1', [old.user.id]);
    expect(await elsewhere(old.tokens.access_token)).toBe(401);
    expect((await client.post(`${AUTH}/refresh`, { refresh_token: old.tokens.refresh_token })).status).toBe(
      401,
    );
    expect((await admin.get(SESSIONS, { query: { user_id: old.user.id } })).body.total).toBe(0);
  });

  it('of the step API go on for seven days, idle or not', async () => {
    const { token, actor } = await gateway.person();
    await installation.sql(
      `UPDATE user_session SET last_seen_at = now() - interval '2 days' WHERE user_id = $1`,
      [actor.userId],
    );
    expect(await elsewhere(token)).toBe(200);
  });

  it('are marked as seen, once a minute at most', async () => {
    const { tokens, user } = await memberOf(client);
    const age = async () =>
      (
        await installation.sql<{ age: number }>(
          'SELECT extract(epoch FROM now() - last_seen_at)::float8 AS age FROM user_session WHERE user_id = $1',
          [user.id],
        )
      )[0]?.age ?? 0;
    const set = (seconds: number) =>
      installation.sql(
        'UPDATE user_session SET last_seen_at = now() - make_interval(secs => $2) WHERE user_id = $1',
        [user.id, seconds],
      );
    await set(50);
    await elsewhere(tokens.access_token);
    expect(await age()).toBeGreaterThan(49);
    await set(70);
    await elsewhere(tokens.access_token);
    expect(await age()).toBeLessThan(30);
  });

  it('follow the rules of the installation as they are now', async () => {
    await gateway.app.get(SecurityPolicy, { strict: false }).update({
      session: { maxConcurrentSessions: 1, maxDurationHours: 0, idleTimeoutMinutes: 0 },
      tokens: { accessMinutes: 5 },
    });
    const { account, client: first } = await memberOf(client);
    const { body } = await signIn(client, account);
    expect(body.expires_in).toBe(300);
    expect((await first.get(`${AUTH}/me`)).status).toBe(401);
    await installation.sql(`UPDATE user_session SET last_seen_at = now() - interval '2 days'`);
    expect(await elsewhere(body.access_token)).toBe(200);
  });
});
