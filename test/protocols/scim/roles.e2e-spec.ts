import type { Role } from '@muster/identity';
import { GROUPS, group, made, madeGroup, operations, scimBench, type Tenant, USERS } from './scim-bench';

const bench = scimBench();
let one: Tenant;

beforeEach(async () => {
  one = await bench.tenant();
});

const map = async (mappings: Record<string, Role>) =>
  bench.gateway.client
    .as(one.token)
    .with({ 'x-organization-id': one.admin.orgId })
    .put('/api/v1/security/group-roles', {
      mappings: Object.entries(mappings).map(([group_name, role]) => ({ group_name, role })),
    });

const roleOf = async (id: string): Promise<string> =>
  (await one.idp.get(`${USERS}/${id}`)).body.roles[0].value;

const add = (value: string) => operations({ op: 'add', path: 'members', value: [{ value }] });
const remove = (value: string) => operations({ op: 'remove', path: `members[value eq "${value}"]` });

describe('the role of a user', () => {
  it('is the strongest of those their groups stand for, whatever changes', async () => {
    const { id } = await made(one.idp);
    await map({ staff: 'viewer', Engineers: 'operator', Chiefs: 'admin' });
    expect(await roleOf(id)).toBe('operator');
    const staff = await madeGroup(one.idp, 'Staff', id);
    expect(await roleOf(id)).toBe('viewer');
    const engineers = await madeGroup(one.idp, 'Engineers');
    await one.idp.patch(`${GROUPS}/${engineers}`, add(id));
    expect(await roleOf(id)).toBe('operator');
    await one.idp.patch(
      `${GROUPS}/${engineers}`,
      operations({ op: 'replace', path: 'displayName', value: 'Chiefs' }),
    );
    expect(await roleOf(id)).toBe('admin');
    await one.idp.patch(`${GROUPS}/${engineers}`, remove(id));
    expect(await roleOf(id)).toBe('viewer');
    await map({ staff: 'operator' });
    expect(await roleOf(id)).toBe('operator');
    await one.idp.put(`${GROUPS}/${engineers}`, group('Staff 2', id));
    expect(await roleOf(id)).toBe('operator');
    await one.idp.delete(`${GROUPS}/${staff}`);
    expect(await roleOf(id)).toBe('operator');
  });

  it('stays as it is where no group of theirs stands for one', async () => {
    const { id } = await made(one.idp);
    await map({ chiefs: 'admin' });
    const chiefs = await madeGroup(one.idp, 'chiefs', id);
    expect(await roleOf(id)).toBe('admin');
    await one.idp.delete(`${GROUPS}/${chiefs}`);
    expect(await roleOf(id)).toBe('admin');
  });

  it('may be said of the user, by its name or by one that stands for it; groups count more', async () => {
    const { id } = await made(one.idp, { roles: [{ value: 'viewer' }] });
    expect(await roleOf(id)).toBe('viewer');
    const say = (...roles: string[]) =>
      one.idp.patch(`${USERS}/${id}`, operations({ op: 'add', path: 'roles', value: roles }));
    await say('Something else');
    expect(await roleOf(id)).toBe('viewer');
    await map({ 'App.Admin': 'admin', staff: 'operator' });
    await say('Something else', 'app.admin');
    expect(await roleOf(id)).toBe('admin');
    await madeGroup(one.idp, 'Staff', id);
    expect(await roleOf(id)).toBe('operator');
    await say('admin');
    expect(await roleOf(id)).toBe('operator');
  });

  it('holds from the next request on', async () => {
    const person = await bench.gateway.person();
    await bench.installation.sql(`INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, 'viewer')`, [
      person.actor.userId,
      one.admin.orgId,
    ]);
    const client = person.client.with({ 'x-organization-id': one.admin.orgId });
    expect((await client.get('/api/v1/admin/users')).status).toBe(403);
    await map({ chiefs: 'admin' });
    const id = await madeGroup(one.idp, 'Chiefs', person.actor.userId);
    expect((await client.get('/api/v1/admin/users')).status).toBe(200);
    await map({ chiefs: 'viewer' });
    expect((await client.get('/api/v1/admin/users')).status).toBe(403);
    expect((await one.idp.delete(`${GROUPS}/${id}`)).status).toBe(204);
  });

  it('of an owner is kept, whatever their groups stand for', async () => {
    await map({ everyone: 'viewer' });
    const { userId } = one.admin;
    const { id } = await made(one.idp, { roles: ['admin'] });
    await madeGroup(one.idp, 'Everyone', userId, id);
    const quiet = await madeGroup(one.idp, 'Quiet', userId, id);
    const rename = operations({ op: 'replace', path: 'displayName', value: 'Loud' });
    expect((await one.idp.patch(`${GROUPS}/${quiet}`, rename)).status).toBe(204);
    expect((await map({ loud: 'operator' })).status).toBe(200);
    expect([await roleOf(userId), await roleOf(id)]).toEqual(['admin', 'operator']);
  });
});
