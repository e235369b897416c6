import { ApiKeysService, Authenticator } from '@muster/identity';
import type { ApiClient } from '../../support/api-client';
import { basic, postForm, program } from '../oauth/programs';
import {
  ask,
  GROUPS,
  group,
  made,
  madeGroup,
  operations,
  outcome,
  scimBench,
  type Tenant,
  user,
  USERS,
} from './scim-bench';

const bench = scimBench();
let one: Tenant;
let admin: ApiClient;

beforeAll(async () => {
  one = await bench.tenant();
  const header = { 'x-organization-id': one.admin.orgId };
  admin = bench.gateway.client.as(one.token).with(header);
});

describe('a program with credentials of its own', () => {
  it('provisions like a key, and is no user itself', async () => {
    const scopes = ['scim:read', 'scim:write'];
    const client = await program(admin, { role: 'admin', scopes });
    const grant = { grant_type: 'client_credentials' };
    const { body } = await postForm(bench.gateway.client, '/oauth/token', grant, basic(client));
    const idp = bench.gateway.client.as(body.access_token as string);
    const { id } = await made(idp);
    expect((await idp.get(`${USERS}/${id}`)).status).toBe(200);
    const [account] = await bench.installation.sql<{ id: string; email: string }>(
      `SELECT id, email FROM app_user JOIN membership ON user_id = id WHERE kind = 'service' AND org_id = $1`,
      [one.admin.orgId],
    );
    const service = account as { id: string; email: string };
    expect((await idp.get(`${USERS}/${service.id}`)).status).toBe(404);
    expect((await idp.delete(`${USERS}/${service.id}`)).status).toBe(404);
    expect((await ask(idp, USERS, `id eq "${service.id}"`)).body.totalResults).toBe(0);
    expect(outcome(await idp.post(GROUPS, group('Programs', service.id)))).toEqual([400, 'invalidValue']);
    expect(outcome(await idp.post(USERS, user(service.email)))).toEqual([409, 'uniqueness']);
  });
});

describe('a role that the organization made', () => {
  const role = async (name: string, permissions: string[]): Promise<string> => {
    const body = { name, description: '', base: 'viewer', permissions };
    return (await admin.post('/api/v1/security/roles', body)).body.id as string;
  };

  it('is shown by its name, and given by it or by a group', async () => {
    const auditors = await role('Auditor', ['audit:read']);
    const { id } = await made(one.idp, { roles: [{ value: 'AUDITOR' }] });
    expect((await one.idp.get(`${USERS}/${id}`)).body.roles).toEqual([{ value: 'Auditor' }]);
    expect((await ask(one.idp, USERS, 'roles.value eq "auditor"')).body.totalResults).toBe(1);
    const mappings = [{ group_name: 'Audit', role: auditors }];
    expect((await admin.put('/api/v1/security/group-roles', { mappings })).status).toBe(200);
    const other = await made(one.idp);
    await madeGroup(one.idp, 'Audit', other.id as string);
    expect((await one.idp.get(`${USERS}/${other.id}`)).body.roles).toEqual([{ value: 'Auditor' }]);
  });

  it('lets nobody provision who is not an administrator: they could make themselves one', async () => {
    const id = await role('Provisioner', ['scim:write']);
    const person = await bench.gateway.person();
    await bench.installation.sql(
      `INSERT INTO membership (user_id, org_id, role, custom_role_id) VALUES ($1, $2, 'viewer', $3)`,
      [person.actor.userId, one.admin.orgId, id],
    );
    const strict = { strict: false };
    const authenticator = bench.gateway.app.get(Authenticator, strict);
    const actor = await authenticator.authenticate(person.token, one.admin.orgId);
    const keys = bench.gateway.app.get(ApiKeysService, strict);
    const { key } = await keys.create(actor, { name: 'mine', scopes: ['scim:write'] });
    const mine = bench.gateway.client.as(key);
    expect((await mine.get(USERS)).status).toBe(200);
    const path = `${USERS}/${person.actor.userId}`;
    const promotion = operations({ op: 'add', path: 'roles', value: ['admin'] });
    expect((await mine.patch(path, promotion)).status).toBe(403);
    expect((await mine.post(GROUPS, group('Chiefs', person.actor.userId))).status).toBe(403);
    expect((await mine.delete(path)).status).toBe(403);
  });
});
