import { ApiKeysService, Authenticator } from '@muster/identity';
import type { ApiClient, ApiResponse } from '../../support/api-client';
import { newName, operations, scimBench, type Tenant, user, USERS } from './scim-bench';

const NO_OWNER = [403, 'Only an owner of the organization changes what an owner is'];
const LAST_OWNER = [409, 'An organization needs an owner'];
const LAST_OF_INSTALLATION = [
  409,
  'The installation needs an administrator, and this is the last one who belongs to an organization',
];

const bench = scimBench();
let one: Tenant;

beforeEach(async () => {
  one = await bench.tenant();
});

/** Another administrator of the tenant, with an identity provider that has their key. */
async function administrator({ owner }: { owner: boolean }): Promise<{ id: string; idp: ApiClient }> {
  const { actor, token } = await bench.gateway.person();
  const [id, orgId] = [actor.userId, one.admin.orgId];
  await bench.installation.sql(
    `INSERT INTO membership (user_id, org_id, role, owner) VALUES ($1, $2, 'admin', $3)`,
    [id, orgId, owner],
  );
  const { app } = bench.gateway;
  const admin = await app.get(Authenticator, { strict: false }).authenticate(token, orgId);
  const scopes = ['scim:read', 'scim:write'];
  const { key } = await app.get(ApiKeysService, { strict: false }).create(admin, { name: 'IdP', scopes });
  return { id, idp: one.idp.as(key) };
}

const say = (path: string, value: unknown) => operations({ op: 'replace', path, value });

/** All ways to take somebody's place away. */
const attacks = async (idp: ApiClient, id: string): Promise<ApiResponse[]> => [
  await idp.patch(`${USERS}/${id}`, say('active', false)),
  await idp.patch(`${USERS}/${id}`, say('roles', ['viewer'])),
  await idp.put(`${USERS}/${id}`, user(newName(), { active: false })),
  await idp.delete(`${USERS}/${id}`),
];

const told = (answers: ApiResponse[]) => answers.map(({ status, body }) => [status, body?.detail]);

const owners = async (): Promise<string[]> => {
  const rows = await bench.installation.sql<{ user_id: string }>(
    `SELECT user_id FROM membership WHERE org_id = $1 AND owner AND suspended_at IS NULL ORDER BY created_at`,
    [one.admin.orgId],
  );
  return rows.map(({ user_id: id }) => id);
};

describe('an owner', () => {
  it('is touched by no credential of an administrator, who cannot follow them', async () => {
    const { idp } = await administrator({ owner: false });
    const second = await administrator({ owner: true });
    const answers = [...(await attacks(idp, one.admin.userId)), ...(await attacks(idp, second.id))];
    expect(told(answers)).toEqual(answers.map(() => NO_OWNER));
    expect(await owners()).toEqual([one.admin.userId, second.id]);
  });

  it('is touched by no key that an owner made when a provider had let them in', async () => {
    const second = await administrator({ owner: true });
    await bench.installation.sql('UPDATE api_key SET confined = true WHERE user_id = $1', [second.id]);
    const answers = await attacks(second.idp, one.admin.userId);
    expect(told(answers)).toEqual(answers.map(() => NO_OWNER));
  });

  it('is touched by the credential of another, unless nobody else is', async () => {
    const second = await administrator({ owner: true });
    await administrator({ owner: false });
    expect((await one.idp.patch(`${USERS}/${second.id}`, say('active', false))).status).toBe(200);
    const answers = await attacks(one.idp, one.admin.userId);
    expect(told(answers)).toEqual(answers.map(() => LAST_OWNER));
    expect(await owners()).toEqual([one.admin.userId]);
    expect((await one.idp.patch(`${USERS}/${second.id}`, say('active', true))).status).toBe(200);
    expect((await one.idp.delete(`${USERS}/${second.id}`)).status).toBe(204);
  });

  it('who is suspended comes back by the word of an owner only', async () => {
    const second = await administrator({ owner: true });
    const { idp } = await administrator({ owner: false });
    await one.idp.patch(`${USERS}/${second.id}`, say('active', false));
    expect(told([await idp.patch(`${USERS}/${second.id}`, say('active', true))])).toEqual([NO_OWNER]);
    expect(told([await idp.delete(`${USERS}/${second.id}`)])).toEqual([NO_OWNER]);
  });

  it('may still be described by whoever provisions', async () => {
    const { idp } = await administrator({ owner: false });
    const { status, body } = await idp.put(
      `${USERS}/${one.admin.userId}`,
      user(newName(), { roles: ['admin'], displayName: 'Countess' }),
    );
    expect([status, body.displayName, body.active]).toEqual([200, 'Countess', true]);
  });
});

describe('the last administrator of the installation', () => {
  it('is not shut out by the only organization they are in', async () => {
    const { id } = await administrator({ owner: false });
    await bench.installation.sql('UPDATE app_user SET instance_admin = (id = $1)', [id]);
    await bench.installation.sql('DELETE FROM membership WHERE user_id = $1 AND org_id <> $2', [
      id,
      one.admin.orgId,
    ]);
    const shutOut = async () => [
      await one.idp.patch(`${USERS}/${id}`, say('active', false)),
      await one.idp.delete(`${USERS}/${id}`),
    ];
    expect(told(await shutOut())).toEqual([LAST_OF_INSTALLATION, LAST_OF_INSTALLATION]);
    await bench.installation.sql(`UPDATE app_user SET instance_admin = true WHERE id = $1`, [
      one.admin.userId,
    ]);
    expect((await shutOut()).map(({ status }) => status)).toEqual([200, 204]);
  });
});
