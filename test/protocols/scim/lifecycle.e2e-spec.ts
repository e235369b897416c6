import { ApiKeysService, Authenticator } from '@muster/identity';
import { PASSWORD, type Person } from '../../support/installation';
import { made, newName, operations, outcome, scimBench, type Tenant, user, USERS } from './scim-bench';

const bench = scimBench();
let one: Tenant;

beforeAll(async () => {
  one = await bench.tenant();
});

/** Somebody in the organization of the tenant, and in one of their own. */
async function colleague(role = 'operator'): Promise<Person> {
  const person = await bench.gateway.person();
  await bench.installation.sql('INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, $3)', [
    person.actor.userId,
    one.admin.orgId,
    role,
  ]);
  return person;
}

const setActive = (id: string, value: unknown) =>
  one.idp.patch(`${USERS}/${id}`, operations({ op: 'replace', path: 'active', value }));

const works = async (token: string, organization?: string): Promise<boolean> => {
  const headers = organization ? { 'x-organization-id': organization } : undefined;
  return (await bench.gateway.client.as(token).get('/api/v1/runs', { headers })).status === 200;
};

describe('a user who is switched off', () => {
  it('is out of this organization at once, with every credential, and back in with all of them', async () => {
    const { actor, token } = await colleague();
    const { orgId } = one.admin;
    const inOrg = await bench.gateway.app.get(Authenticator, { strict: false }).authenticate(token, orgId);
    const keys = bench.gateway.app.get(ApiKeysService, { strict: false });
    const { key } = await keys.create(inOrg, { name: 'mine' });
    expect([await works(token, orgId), await works(key)]).toEqual([true, true]);
    expect((await setActive(actor.userId, false)).body.active).toBe(false);
    expect([await works(token, orgId), await works(key), await works(token)]).toEqual([false, false, true]);
    expect((await setActive(actor.userId, 'True')).body.active).toBe(true);
    expect([await works(token, orgId), await works(key)]).toEqual([true, true]);
  });

  it('is signed out where they worked here, for good', async () => {
    const { actor, client } = await colleague();
    const { orgId } = one.admin;
    const { body } = await client.post('/api/v1/auth/switch', { organization_id: orgId });
    const token = body.access_token as string;
    expect(await works(token)).toBe(true);
    await setActive(actor.userId, false);
    expect(await works(token)).toBe(false);
    await setActive(actor.userId, true);
    expect(await works(token)).toBe(false);
    const [session] = await bench.installation.sql<{ revoked_at: Date | null }>(
      'SELECT revoked_at FROM user_session WHERE user_id = $1',
      [actor.userId],
    );
    expect(session?.revoked_at).not.toBeNull();
  });

  it('goes on in other organizations, under their own account', async () => {
    const { actor, username } = await colleague();
    await setActive(actor.userId, false);
    const { body } = await bench.gateway.client.post('/auth/login', { username, password: PASSWORD });
    expect(await works(body.token as string)).toBe(true);
  });

  it('is still there to be read and changed', async () => {
    const { id } = await made(one.idp, { active: false });
    const { body } = await one.idp.get(USERS, { query: { filter: `active eq false and id eq "${id}"` } });
    expect(body.totalResults).toBe(1);
    expect((await one.idp.put(`${USERS}/${id}`, user(newName(), { active: true }))).body.active).toBe(true);
  });
});

describe('a user who is removed', () => {
  it('is out, and only of this organization', async () => {
    const { actor, token } = await colleague();
    expect((await one.idp.delete(`${USERS}/${actor.userId}`)).status).toBe(204);
    expect([await works(token, one.admin.orgId), await works(token)]).toEqual([false, true]);
    expect((await one.idp.delete(`${USERS}/${actor.userId}`)).status).toBe(404);
  });
});

describe('the last administrator', () => {
  it('is neither switched off, nor removed, nor made less', async () => {
    const { userId } = one.admin;
    const refusals = [
      await setActive(userId, false),
      await one.idp.delete(`${USERS}/${userId}`),
      await one.idp.patch(
        `${USERS}/${userId}`,
        operations({ op: 'replace', path: 'roles', value: ['viewer'] }),
      ),
      await one.idp.put(`${USERS}/${userId}`, user(newName(), { active: false })),
    ];
    expect(refusals.map(({ status, body }) => [status, body.detail])).toEqual(
      refusals.map(() => [409, 'An organization needs an administrator']),
    );
    const { body } = await one.idp.get(`${USERS}/${userId}`);
    expect(body).toMatchObject({ active: true, roles: [{ value: 'admin' }], displayName: 'Ada Lovelace' });
  });

  it('is whoever stays of two that are switched off at once', async () => {
    const tenant = await bench.tenant();
    const { userId } = tenant.admin;
    const { body: second } = await tenant.idp.post(USERS, user(newName(), { roles: [{ value: 'admin' }] }));
    expect(second.roles).toEqual([{ value: 'admin' }]);
    const off = operations({ op: 'replace', path: 'active', value: false });
    const answers = await Promise.all([
      tenant.idp.patch(`${USERS}/${second.id}`, off),
      tenant.idp.patch(`${USERS}/${userId}`, off),
    ]);
    expect(answers.map(({ status }) => status)).toContain(409);
    const left = await bench.installation.sql(
      `SELECT FROM membership WHERE org_id = $1 AND role = 'admin' AND suspended_at IS NULL`,
      [tenant.admin.orgId],
    );
    expect(left).toHaveLength(1);
  });

  it('may go once there is another', async () => {
    const tenant = await bench.tenant();
    const { body: second } = await tenant.idp.post(USERS, user(newName(), { roles: ['ADMIN'] }));
    expect((await tenant.idp.delete(`${USERS}/${second.id}`)).status).toBe(204);
    expect(outcome(await tenant.idp.delete(`${USERS}/${tenant.admin.userId}`))).toEqual([409, undefined]);
  });
});
