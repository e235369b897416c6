import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { GroupRoles } from '../groups/group-roles.service';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { OrganizationsService } from '../organizations/organizations.service';
import { allows, changesThings, isFullAdministrator, permissionsOf } from '../permissions/permissions';
import type { CustomRole } from './custom-role.entity';
import { CustomRoles, type CustomRoleInput } from './custom-roles.service';
import { RoleAssignments } from './role-assignments.service';

let installation: TestInstallation;
let app: TestProcess;
let roles: CustomRoles;
let assignments: RoleAssignments;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
  roles = app.get(CustomRoles);
  assignments = app.get(RoleAssignments);
});

afterAll(() => installation.close());

interface Somebody {
  actor: Actor;
  token: string;
}

/** The owner of a new organization. */
async function founder(): Promise<Somebody> {
  const { actor, token } = await app.person();
  const { id } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
  return { actor: await app.authenticator.authenticate(token, id), token };
}

/** Somebody new in the organization. */
async function colleague({ orgId }: Actor, role = 'viewer'): Promise<Somebody> {
  const { actor, token } = await app.person();
  await installation.sql('INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, $3)', [
    actor.userId,
    orgId,
    role,
  ]);
  return { actor: await app.authenticator.authenticate(token, orgId), token };
}

const AUDITOR: CustomRoleInput = {
  name: 'Auditor',
  base: 'viewer',
  permissions: ['audit:read', 'members:read'],
};

const make = (actor: Actor, change: Partial<CustomRoleInput> = {}): Promise<CustomRole> =>
  roles.create(actor, { ...AUDITOR, name: `Role ${Math.random()}`, ...change });

/** Somebody with a custom role that grants this. */
async function holder(admin: Actor, ...permissions: string[]): Promise<Somebody & { role: CustomRole }> {
  const role = await make(admin, { permissions });
  const { actor, token } = await colleague(admin);
  await assignments.assign(admin, actor.userId, { customRoleId: role.id });
  return { actor: await app.authenticator.authenticate(token, admin.orgId), token, role };
}

describe('a custom role', () => {
  it('grants what it says in place of what its base would, and what concerns oneself', async () => {
    const { actor: admin } = await founder();
    const { actor } = await holder(admin, 'audit:read');
    expect(actor.role).toBe('viewer');
    expect(
      ['audit:read', 'profile:write', 'organizations:write'].map((one) => allows(actor, one as never)),
    ).toEqual([true, true, true]);
    expect(
      ['documents:read', 'members:read', 'audit:write'].map((one) => allows(actor, one as never)),
    ).toEqual([false, false, false]);
    expect([changesThings(actor), isFullAdministrator(actor)]).toEqual([false, false]);
  });

  it('never grants what is the installation’s or a person’s own', async () => {
    const { actor } = await founder();
    for (const permission of ['settings:read', 'models:write', 'credentials:read', 'nothing:read'])
      await expect(make(actor, { permissions: [permission] })).rejects.toThrow(InvalidError);
  });

  it('that lets change something lets see it, too', async () => {
    const { actor } = await founder();
    const { permissions } = await make(actor, {
      permissions: ['runs:write', 'documents:read', 'runs:write'],
    });
    expect(permissions).toEqual(['documents:read', 'runs:read', 'runs:write']);
  });

  it('has a name of its own in its organization, however it is written', async () => {
    const [one, other] = [await founder(), await founder()];
    const { id } = await roles.create(one.actor, AUDITOR);
    for (const name of ['auditor', ' AUDITOR', 'Ａuditor', 'Admin', 'owner', 'Viewer'])
      await expect(make(one.actor, { name })).rejects.toThrow(ConflictError);
    const second = await make(one.actor);
    await expect(roles.update(one.actor, second.id, { name: 'Auditor' })).rejects.toThrow(ConflictError);
    await expect(roles.update(one.actor, id, { name: 'AUDITOR' })).resolves.toMatchObject({
      name: 'AUDITOR',
    });
    await expect(roles.create(other.actor, AUDITOR)).resolves.toMatchObject({ name: 'Auditor' });
  });

  it('does not exist for another organization', async () => {
    const [one, other] = [await founder(), await founder()];
    const { id } = await make(one.actor);
    const own = await make(other.actor);
    expect(await roles.list(other.actor)).toMatchObject([{ id: own.id }]);
    await expect(roles.get(other.actor, id)).rejects.toThrow(NotFoundError);
    await expect(roles.update(other.actor, id, { name: 'x' })).rejects.toThrow(NotFoundError);
    await expect(roles.remove(other.actor, id)).rejects.toThrow(NotFoundError);
    await expect(roles.remove(other.actor, own.id, { customRoleId: id })).rejects.toThrow(NotFoundError);
    const choice = { customRoleId: id };
    await expect(assignments.assign(other.actor, other.actor.userId, choice)).rejects.toThrow(NotFoundError);
  });

  it('binds changed in every process at once, though each remembers the old one', async () => {
    const second = await installation.start();
    const { actor: admin } = await founder();
    const { token, role } = await holder(admin, 'audit:read');
    const seen = async (process: TestProcess, permission: 'audit:read' | 'runs:read') =>
      allows(await process.authenticator.authenticate(token, admin.orgId), permission);
    expect(await seen(second, 'audit:read')).toBe(true);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await roles.update(admin, role.id, { permissions: ['runs:read'], base: 'operator' });
    expect([await seen(app, 'audit:read'), await seen(app, 'runs:read')]).toEqual([false, true]);
    for (let tries = 0; tries < 1_000 && (await seen(second, 'audit:read')); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await seen(second, 'runs:read')).toBe(true);
    expect(await second.authenticator.authenticate(token, admin.orgId)).toMatchObject({ role: 'operator' });
    jest.restoreAllMocks();
  });

  it('is not removed while somebody has it, unless it is said what they get instead', async () => {
    const { actor: admin } = await founder();
    const { actor, token, role } = await holder(admin, 'audit:read');
    await expect(roles.remove(admin, role.id)).rejects.toMatchObject({ details: { reason: 'assigned' } });
    await expect(roles.remove(admin, role.id, { customRoleId: role.id })).rejects.toThrow(ConflictError);
    const other = await make(admin, { permissions: ['runs:read'] });
    await roles.remove(admin, role.id, { customRoleId: other.id });
    const now = () => app.authenticator.authenticate(token, admin.orgId);
    expect(allows(await now(), 'runs:read')).toBe(true);
    await roles.remove(admin, other.id, { role: 'operator' });
    const after = await now();
    expect([after.role, after.permissions]).toEqual(['operator', undefined]);
    expect(await roles.list(admin)).toEqual([]);
    expect(actor.permissions?.has('audit:read')).toBe(true);
  });

  it('may be what a group stands for, and is the stronger one of its base', async () => {
    const { actor: admin } = await founder();
    const { actor, token } = await colleague(admin);
    const auditors = await make(admin);
    await installation.sql(
      `WITH made AS (
         INSERT INTO org_group (org_id, display_name, name_key)
         SELECT $1, name, lower(name) FROM unnest('{Everybody,Audit}'::text[]) AS name RETURNING id
       ) INSERT INTO group_member (group_id, user_id, org_id) SELECT id, $2, $1 FROM made`,
      [admin.orgId, actor.userId],
    );
    const groups = app.get(GroupRoles);
    await groups.replace(admin, [
      { groupName: 'Everybody', role: 'viewer' },
      { groupName: 'Audit', role: { customRoleId: auditors.id } },
    ]);
    expect(allows(await app.authenticator.authenticate(token, admin.orgId), 'audit:read')).toBe(true);
    expect(await groups.roleOf(admin.orgId, ['audit', 'everybody'])).toEqual({
      role: 'viewer',
      customRoleId: auditors.id,
    });
    await expect(roles.remove(admin, auditors.id)).rejects.toThrow(ConflictError);
    const foreign = await make((await founder()).actor);
    await expect(
      groups.replace(admin, [{ groupName: 'Audit', role: { customRoleId: foreign.id } }]),
    ).rejects.toThrow(InvalidError);
    const { actor: editor } = await holder(admin, 'roles:write');
    await expect(groups.replace(editor, [])).rejects.toThrow(ForbiddenError);
  });
});

describe('nobody hands out more than they have', () => {
  it('by making or changing a role', async () => {
    const { actor: admin } = await founder();
    const { actor: editor, role: own } = await holder(admin, 'roles:write', 'runs:read');
    const strong = await make(admin, { permissions: ['audit:read'] });
    await expect(make(editor, { permissions: ['runs:read'] })).resolves.toMatchObject({ base: 'viewer' });
    await expect(make(editor, { permissions: ['runs:write'] })).rejects.toThrow(ForbiddenError);
    await expect(roles.update(editor, own.id, { permissions: ['users:write'] })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(roles.update(editor, strong.id, { permissions: [] })).rejects.toThrow(ForbiddenError);
    await expect(roles.update(editor, strong.id, { name: 'Mine' })).rejects.toThrow(ForbiddenError);
    await expect(roles.remove(editor, strong.id)).rejects.toThrow(ForbiddenError);
    await expect(roles.remove(editor, own.id, { role: 'admin' })).rejects.toThrow(ForbiddenError);
  });

  it('by giving somebody a role, nor takes from those who have more', async () => {
    const { actor: admin } = await founder();
    const { actor: second } = await colleague(admin, 'admin');
    const viewer = permissionsOf('viewer');
    const { actor: clerk, role: own } = await holder(admin, 'users:write', ...viewer);
    const { actor: junior } = await colleague(admin);
    const to = (userId: string, choice: Parameters<RoleAssignments['assign']>[2]) =>
      assignments.assign(clerk, userId, choice);
    await expect(to(junior.userId, { role: 'operator' })).rejects.toThrow(ForbiddenError);
    await expect(to(clerk.userId, { role: 'admin' })).rejects.toThrow(ForbiddenError);
    await expect(to(second.userId, { role: 'viewer' })).rejects.toThrow(ForbiddenError);
    const strong = await make(admin, { permissions: ['audit:read'] });
    await expect(to(junior.userId, { customRoleId: strong.id })).rejects.toThrow(ForbiddenError);
    await expect(to(junior.userId, { customRoleId: own.id })).resolves.toMatchObject({
      customRoleId: own.id,
    });
    await expect(to(junior.userId, { role: 'viewer' })).resolves.toMatchObject({ customRoleId: null });
  });

  it('with a key whose scopes leave less', async () => {
    const { actor: admin } = await founder();
    const key: Actor = { ...admin, credential: 'api_key', scopes: ['roles:write', 'users:write'] };
    await expect(make(key, { permissions: ['runs:read'] })).rejects.toThrow(ForbiddenError);
    await expect(make({ ...key, scopes: ['admin'] }, { permissions: ['runs:read'] })).resolves.toBeDefined();
  });
});

describe('an organization', () => {
  it('keeps an administrator: a custom role that is shown as one does not count', async () => {
    const { actor: admin } = await founder();
    const { id } = await make(admin, { base: 'admin', permissions: permissionsOf('admin') });
    const { actor: other } = await colleague(admin);
    await assignments.assign(admin, other.userId, { customRoleId: id });
    const last = { details: { reason: 'last_admin' } };
    await expect(assignments.assign(admin, admin.userId, { role: 'viewer' })).rejects.toMatchObject(last);
    await expect(assignments.assign(admin, admin.userId, { customRoleId: id })).rejects.toMatchObject(last);
    await assignments.assign(admin, other.userId, { role: 'admin' });
    await assignments.assign(admin, admin.userId, { customRoleId: id });
    expect(
      await installation.sql('SELECT user_id FROM membership WHERE org_id = $1 AND owner', [admin.orgId]),
    ).toEqual([{ user_id: other.userId }]);
  });

  it('has owners whom only owners change', async () => {
    const { actor: owner } = await founder();
    const { actor: admin } = await colleague(owner, 'admin');
    await expect(assignments.assign(admin, owner.userId, { role: 'viewer' })).rejects.toThrow(ForbiddenError);
    await expect(assignments.assign(owner, admin.userId, { role: 'operator' })).resolves.toMatchObject({
      role: 'operator',
      owner: false,
    });
  });

  it('does not let two administrators take it from each other at once', async () => {
    const { actor: one } = await founder();
    const { actor: other } = await colleague(one, 'admin');
    await installation.sql('UPDATE membership SET owner = true WHERE user_id = $1 AND org_id = $2', [
      other.userId,
      one.orgId,
    ]);
    const outcomes = await Promise.allSettled([
      assignments.assign(one, other.userId, { role: 'viewer' }),
      assignments.assign(other, one.userId, { role: 'viewer' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
