import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { RoleAssignments } from '../roles/role-assignments.service';
import { MembershipsService } from './memberships.service';
import { OrganizationsService } from './organizations.service';

let installation: TestInstallation;
let app: TestProcess;
let organizations: OrganizationsService;
let memberships: MembershipsService;
let roles: RoleAssignments;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
  organizations = app.get(OrganizationsService);
  memberships = app.get(MembershipsService);
  roles = app.get(RoleAssignments);
});

afterAll(() => installation.close());

/** Somebody as administrator of a new organization, with the token that led there. */
async function founder(): Promise<{ actor: Actor; token: string }> {
  const { actor, token } = await app.person();
  const { id } = await organizations.create(actor, { name: 'Engines' });
  return { actor: await app.authenticator.authenticate(token, id), token };
}

const join = (orgId: string, { userId }: Actor, role: string) =>
  installation.sql('INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, $3)', [
    userId,
    orgId,
    role,
  ]);

const page = { limit: 50, offset: 0 };

describe('organizations', () => {
  it('may share a name, but not an address', async () => {
    const { actor } = await app.person();
    const made = await Promise.all(
      ['Ünïted Engines!', 'Ünïted Engines!', '日本'].map((name) => organizations.create(actor, { name })),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(3);
    expect(made[0]?.slug).toMatch(/^u-ni-ted-engines-[0-9a-f]{8}$/);
    expect(made[2]?.slug).toMatch(/^[0-9a-f]{8}$/);
  });

  it('need a name', async () => {
    const { actor } = await app.person();
    await expect(organizations.create(actor, { name: ' ' })).rejects.toThrow(InvalidError);
  });

  it('are listed to their members, the first one first', async () => {
    const { actor } = await founder();
    const mine = await organizations.mine(actor);
    expect(mine.map(({ role, organization }) => [role, organization?.kind])).toEqual([
      ['operator', 'default'],
      ['admin', 'team'],
    ]);
    const { actor: other } = await app.person();
    expect(await organizations.mine(other)).toHaveLength(1);
  });
});

describe('members', () => {
  it('of one organization are not seen from another', async () => {
    const [one, other] = await Promise.all([founder(), founder()]);
    const { items, total } = await memberships.list(one.actor, page);
    expect(total).toBe(1);
    expect(items.map(({ user }) => user?.id)).toEqual([one.actor.userId]);
    expect(items[0]?.user?.passwordHash).toBeUndefined();
    await expect(roles.assign(one.actor, other.actor.userId, { role: 'viewer' })).rejects.toThrow(
      NotFoundError,
    );
    await expect(memberships.dismiss(one.actor, other.actor.userId)).rejects.toThrow(ForbiddenError);
    expect(await app.authenticator.authenticate(other.token, other.actor.orgId)).toEqual(other.actor);
  });

  it('have their new role from the next request on', async () => {
    const { actor: admin } = await founder();
    const { actor, token } = await app.person();
    await join(admin.orgId, actor, 'viewer');
    expect(await app.authenticator.authenticate(token, admin.orgId)).toMatchObject({ role: 'viewer' });
    await roles.assign(admin, actor.userId, { role: 'operator' });
    expect(await app.authenticator.authenticate(token, admin.orgId)).toMatchObject({ role: 'operator' });
    await memberships.dismiss(admin, actor.userId);
    await expect(app.authenticator.authenticate(token, admin.orgId)).rejects.toThrow(NotFoundError);
  });

  it('never lose their last administrator', async () => {
    const { actor } = await founder();
    await expect(roles.assign(actor, actor.userId, { role: 'viewer' })).rejects.toThrow(ConflictError);
    await expect(memberships.dismiss(actor, actor.userId)).rejects.toThrow(ForbiddenError);
    await expect(roles.assign(actor, actor.userId, { role: 'admin' })).resolves.toMatchObject({
      role: 'admin',
    });
  });

  it('keep one of two administrators who remove each other at once', async () => {
    const [{ actor: one }, { actor, token }] = await Promise.all([founder(), app.person()]);
    await join(one.orgId, actor, 'admin');
    await installation.sql('UPDATE membership SET owner = true WHERE org_id = $1', [one.orgId]);
    const other = await app.authenticator.authenticate(token, one.orgId);
    const outcomes = await Promise.allSettled([
      memberships.dismiss(one, other.userId),
      memberships.dismiss(other, one.userId),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await memberships.list(one, page)).items.map(({ role }) => role)).toEqual(['admin']);
  });
});
