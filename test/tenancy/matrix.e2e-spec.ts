import { randomBytes } from 'node:crypto';
import { eventually } from '@muster/testing';
import { ApiKeysService, type Permission, PERMISSIONS } from '@muster/identity';
import { describeApi, type Endpoint, type HttpAdapter } from '@muster/platform';
import { SURFACES } from '../../apps/gateway/src/surfaces/surfaces';
import { AppProcess } from '../support/app-process';
import { EventReaderClient } from '../support/event-reader-client';
import { formOf } from '../support/forms';
import { Installation, Person, RunningGateway } from '../support/installation';
import { forgeries } from './credentials';
import { ASK_A_RUNNER, BODIES, makerOf, OWNERLESS, Params, PERSONAL, REFUSALS, SHARED } from './objects';

const SECRET = randomBytes(32).toString('hex');
const MARKER = `zebra-${randomBytes(8).toString('hex')}`;

interface Route {
  method: string;
  path: string;
  endpoint: Endpoint;
}

interface Answer {
  status: number;
  /** Headers and body. */
  text: string;
}

/** A stream that was opened is a surprise, and need not be read to its end. */
const PATIENCE_MS = 5_000;

/**
 * Every route of the product with an id in it, called with the id of somebody else's object and with every kind of
 * credential that must not get it. The routes are those that the product serves: a new one is in here, or fails.
 */
describe('somebody else’s object', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;
  let owner: Person;
  let routes: Route[];
  let lists: Route[];
  const made = new Map<string, Params>();

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal', JWT_SECRET: SECRET });
    gateway = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
    ingest = AppProcess.start('document-ingest', installation.env);
    owner = await gateway.person();
    routes = described(gateway).filter(({ path }) => path.includes('{'));
    lists = described(gateway).filter(
      ({ method, path, endpoint }) =>
        method === 'GET' &&
        endpoint.kind === 'rest' &&
        !path.includes('{') &&
        !ASK_A_RUNNER.some((beginning) => path.startsWith(beginning)),
    );
    for (const { path } of routes) {
      const maker = makerOf(path);
      if (maker && !made.has(maker.beginning)) made.set(maker.beginning, await maker.make(owner, MARKER));
    }
  }, 120_000);

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
  });

  const runId = (): string => made.get('/api/v1/runs/')?.id ?? '';
  const follow = (token: string) => EventReaderClient.open(`${gateway.url}/api/v1/events?from=start`, token);

  const ownedRoutes = (): Route[] =>
    routes.filter(({ path, endpoint }) => endpoint.permission !== 'public' && makerOf(path));

  const call = async (
    { method, path, endpoint }: Route,
    token?: string,
    more: Record<string, string> = {},
  ): Promise<Answer> => {
    const params = made.get(makerOf(path)?.beginning ?? '') ?? {};
    const url =
      gateway.url + path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `missing-${name}`);
    // What searches search for.
    const query = path.includes('{') ? '' : `?q=${MARKER}`;
    const { headers, body } = contentOf(method, path, endpoint, token);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url + query, { method, body, signal, headers: { ...headers, ...more } });
    const text = await response.text().catch(() => 'goes on');
    return { status: response.status, text: JSON.stringify([...response.headers]) + text };
  };

  /** `METHOD path: status` of every answer that is not as expected, or that tells something. */
  const surprises = async (
    token: string | undefined,
    expected: (endpoint: Endpoint, refusal: { tenant?: number; colleague?: number }) => number,
    which: (route: Route) => boolean = () => true,
    headers?: Record<string, string>,
  ): Promise<string[]> => {
    const found: string[] = [];
    for (const route of ownedRoutes().filter(which)) {
      const { status, text } = await call(route, token, headers);
      const told = text.includes(MARKER) ? ', and tells what it is' : '';
      const refusal = REFUSALS[`${route.method} ${route.path}`] ?? {};
      if (status !== expected(route.endpoint, refusal) || told)
        found.push(`${route.method} ${route.path}: ${status}${told}`);
    }
    return found;
  };

  it('is known for every route with an id', () => {
    const unknown = routes.filter(
      ({ path }) => !makerOf(path) && !OWNERLESS.some((beginning) => path.startsWith(beginning)),
    );
    expect(unknown.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(ownedRoutes().length).toBeGreaterThan(25);
  });

  it('is there for its owner', async () => {
    const reads = ownedRoutes().filter(
      ({ method, endpoint }) => method === 'GET' && endpoint.kind === 'rest',
    );
    const missing: string[] = [];
    for (const route of reads) {
      const { status } = await call(route, owner.token);
      // Steps and approvals come about only when a run is executed.
      if (status !== 200 && !/step_id|approval_id/.test(route.path)) missing.push(`${route.path}: ${status}`);
    }
    expect(missing).toEqual([]);
  });

  it('does not exist for another tenant, nor for a colleague', async () => {
    const other = await gateway.person();
    expect(await surprises(other.token, (_, { tenant = 404 }) => tenant)).toEqual([]);
    const colleague = await gateway.person();
    await installation.sql('UPDATE membership SET org_id = $1, role = $2 WHERE user_id = $3', [
      owner.actor.orgId,
      'operator',
      colleague.actor.userId,
    ]);
    const { token } = await signedInAgain(colleague);
    const expected = ({ permission }: Endpoint, { colleague: answer = 404 }) =>
      needs(permission, 'operator') ? 403 : answer;
    const refused = ({ path, endpoint }: Route): boolean =>
      !SHARED.some((beginning) => path.startsWith(beginning)) || needs(endpoint.permission, 'operator');
    expect(await surprises(token, expected, refused)).toEqual([]);
  });

  it('is not had by naming its organization', async () => {
    const other = await gateway.person();
    const headers = { 'x-organization-id': owner.actor.orgId };
    expect(await surprises(other.token, () => 404, undefined, headers)).toEqual([]);
  });

  it('stands in no list and no stream of another tenant, nor in those of who runs the installation', async () => {
    const [other, operator] = [await gateway.person(), await gateway.person()];
    await installation.sql('UPDATE app_user SET instance_admin = true WHERE id = $1', [
      operator.actor.userId,
    ]);
    const toldTo = async (token: string): Promise<string[]> => {
      const told: string[] = [];
      for (const route of lists) if ((await call(route, token)).text.includes(MARKER)) told.push(route.path);

      return told;
    };
    const streams = await Promise.all([owner, other].map(({ token }) => follow(token)));
    await eventually(() => JSON.stringify(streams[0]?.events).includes(runId()));
    expect(JSON.stringify(streams[1]?.events)).not.toContain(runId());
    for (const stream of streams) stream.close();
    expect((await toldTo(owner.token)).length).toBeGreaterThan(12);
    const tokens = [other.token, (await signedInAgain(operator)).token];
    for (const token of tokens) expect(await toldTo(token)).toEqual([]);
  });

  it('is nobody’s else where it is personal, not even for administrators of the organization', async () => {
    const boss = await gateway.person();
    await installation.sql(
      `UPDATE membership SET org_id = $1, role = 'admin', owner = false WHERE user_id = $2`,
      [owner.actor.orgId, boss.actor.userId],
    );
    const { token } = await signedInAgain(boss);
    const personal = ({ path }: Route): boolean => PERSONAL.some((beginning) => path.startsWith(beginning));
    expect(await surprises(token, (_, { colleague = 404 }) => colleague, personal)).toEqual([]);
  });

  it('is not the affair of administrators of the installation, who have no part in the organization', async () => {
    const operator = await gateway.person();
    await installation.sql('UPDATE app_user SET instance_admin = true WHERE id = $1', [
      operator.actor.userId,
    ]);
    const { token } = await signedInAgain(operator);
    // Sessions are: whoever keeps the installation ends any.
    const others = ({ path }: Route): boolean => !path.startsWith('/api/v1/security/sessions/');
    expect(await surprises(token, (_, { tenant = 404 }) => tenant, others)).toEqual([]);
  });

  it('cannot be changed or removed by a viewer', async () => {
    const viewer = await gateway.person();
    await installation.sql(`UPDATE membership SET role = 'viewer' WHERE user_id = $1`, [viewer.actor.userId]);
    const { token } = await signedInAgain(viewer);
    expect(await surprises(token, ({ permission }) => (needs(permission, 'viewer') ? 403 : 404))).toEqual([]);
  });

  it('is not for members whose role of the organization’s own grants nothing of it', async () => {
    const member = await gateway.person();
    const { body: role } = await owner.client.post('/api/v1/security/roles', {
      ...{ name: 'Nothing', base: 'admin', permissions: ['models:read'] },
    });
    await installation.sql(
      `UPDATE membership SET org_id = $1, role = 'admin', owner = false, custom_role_id = $2 WHERE user_id = $3`,
      [owner.actor.orgId, role.id, member.actor.userId],
    );
    const { token } = await signedInAgain(member);
    const expected = ({ permission }: Endpoint, { colleague = 404 }) =>
      permission === 'user' || PERMISSIONS[permission as Permission] === 'session' ? colleague : 403;
    expect(await surprises(token, expected)).toEqual([]);
    await installation.sql('UPDATE membership SET suspended_at = now() WHERE user_id = $1', [
      member.actor.userId,
    ]);
    const elsewhere = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
    expect((await elsewhere.client.as(token).get('/api/v1/auth/me')).status).toBe(401);
    await elsewhere.close();
  });

  it('cannot be had with a key that is not meant for it, not even the owner’s', async () => {
    const keys = gateway.app.get(ApiKeysService, { strict: false });
    const { key } = await keys.create(owner.actor, { name: 'narrow', scopes: ['models:read'] });
    expect(await surprises(key, () => 403)).toEqual([]);
  });

  it('needs a credential', async () => {
    expect(await surprises(undefined, () => 401)).toEqual([]);
  });

  it('is not had with a forged credential', async () => {
    const taken: Record<string, string[]> = {};
    for (const [name, token] of Object.entries(forgeries(owner.token, SECRET))) {
      const found = await surprises(token, () => 401);
      if (found.length > 0) taken[name] = found;
    }
    expect(taken).toEqual({});
  });

  it('does not stand in what anybody may read', async () => {
    for (const route of routes.filter(({ endpoint }) => endpoint.permission === 'public'))
      expect((await call(route)).text).not.toContain(MARKER);
  });

  it('is as it was after all that', async () => {
    const { id } = made.get('/api/documents/') as { id: string };
    const { body } = await owner.client.get(`/api/v1/documents/${id}`);
    expect(body).toMatchObject({ title: MARKER, revision: 1, status: 'ready' });
    const run = made.get('/api/v1/runs/') as { id: string };
    expect((await owner.client.get(`/api/v1/runs/${run.id}`)).body.status).toBe('queued');
    const task = made.get('/api/tasks/') as { id: string };
    expect((await owner.client.get(`/api/tasks/${task.id}`)).body.phase).toBe('created');
  });

  const signedInAgain = async ({ username }: Person): Promise<{ token: string }> => {
    const { body } = await gateway.client.post('/auth/login', {
      username,
      password: 'correct horse battery',
    });
    return { token: body.token as string };
  };
});

/** As the served description has them, with what the router says of who may call them. */
function described({ app }: RunningGateway): Route[] {
  const router = (app.getHttpAdapter() as unknown as HttpAdapter).routes;
  const { paths } = describeApi(app, SURFACES).merged;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations as object).flatMap((verb) => {
      const method = verb.toUpperCase();
      const sample = path.replace(/\{\w+\}/g, (name) => (name === '{number}' ? '1' : UUID));
      const endpoint = router.find(method, sample)?.value.endpoint;
      return endpoint ? [{ method, path, endpoint }] : [];
    }),
  );
}

const UUID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

function contentOf(
  method: string,
  path: string,
  { consumes }: Endpoint,
  token?: string,
): { headers: Record<string, string>; body?: string | FormData } {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  if (method === 'GET' || method === 'DELETE') return { headers };
  if (consumes === 'multipart') return { headers, body: formOf('x.txt', 'not ours') };
  const body = JSON.stringify(BODIES[`${method} ${path}`] ?? {});
  return { headers: { ...headers, 'content-type': 'application/json' }, body };
}

const RANK = { viewer: 0, operator: 1, admin: 2, admin_session: 2, instance_admin: 3, session: -1 };

/** Whether more than this role is needed. */
const needs = (permission: Endpoint['permission'], role: 'viewer' | 'operator'): boolean =>
  permission !== 'user' && RANK[PERMISSIONS[permission as Permission]] > RANK[role];
