import { InvalidError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { OrganizationsService } from '../organizations/organizations.service';
import { GroupRoles } from './group-roles.service';

let installation: TestInstallation;
let app: TestProcess;
let roles: GroupRoles;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
  roles = app.get(GroupRoles);
});

afterAll(() => installation.close());

/** The administrator of a new organization. */
async function founder(): Promise<Actor> {
  const { actor, token } = await app.person();
  const { id } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
  return app.authenticator.authenticate(token, id);
}

const join = async ({ orgId }: Actor, role: Role): Promise<{ token: string; userId: string }> => {
  const { actor, token } = await app.person();
  await installation.sql('INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, $3)', [
    actor.userId,
    orgId,
    role,
  ]);
  return { token, userId: actor.userId };
};

const group = ({ orgId }: Actor, name: string, ...userIds: string[]) =>
  installation.sql(
    `WITH made AS (
       INSERT INTO org_group (org_id, display_name, name_key) VALUES ($1, $2, lower($2)) RETURNING id
     ) INSERT INTO group_member (group_id, user_id, org_id) SELECT made.id, unnest($3::uuid[]), $1 FROM made`,
    [orgId, name, userIds],
  );

const map = (actor: Actor, mappings: Record<string, Role>) =>
  roles.replace(
    actor,
    Object.entries(mappings).map(([groupName, role]) => ({ groupName, role })),
  );

describe('the names of groups', () => {
  it('stand for the strongest of their roles, however they are written, in their organization only', async () => {
    const [admin, other] = await Promise.all([founder(), founder()]);
    await map(admin, { Engineering: 'operator', 'Cœur ÉLITE': 'admin', Everyone: 'viewer' });
    expect(await roles.roleOf(admin.orgId, ['everyone', 'ENGINEERING', 'nobody'])).toMatchObject({
      role: 'operator',
    });
    expect(await roles.roleOf(admin.orgId, ['everyone', 'cœur élite'])).toMatchObject({ role: 'admin' });
    expect(await roles.roleOf(admin.orgId, ['nobody'])).toBeUndefined();
    expect(await roles.roleOf(admin.orgId, [])).toBeUndefined();
    expect(await roles.roleOf(other.orgId, ['Engineering'])).toBeUndefined();
  });

  it('are replaced as a whole, and listed by name', async () => {
    const admin = await founder();
    await map(admin, { b: 'viewer', A: 'operator', c: 'admin' });
    await map(admin, { d: 'viewer', A: 'admin' });
    const { items, total } = await roles.list(admin, { limit: 1, offset: 0 });
    expect(total).toBe(2);
    expect(items).toMatchObject([{ groupName: 'A', role: 'admin' }]);
  });

  it('are refused twice, and when they are none', async () => {
    const admin = await founder();
    await map(admin, { kept: 'viewer' });
    await expect(map(admin, { Staff: 'viewer', ' staff ': 'admin' })).rejects.toThrow(InvalidError);
    await expect(map(admin, { ' ': 'viewer' })).rejects.toThrow(InvalidError);
    expect(await roles.roleOf(admin.orgId, ['kept'])).toMatchObject({ role: 'viewer' });
  });
});

describe('whoever is in a group', () => {
  it('has its role from the next request on, and keeps it when the group stands for none', async () => {
    const admin = await founder();
    const [member, alone] = [await join(admin, 'viewer'), await join(admin, 'viewer')];
    await group(admin, 'Engineering', member.userId);
    const roleOf = async (token: string) => (await app.authenticator.authenticate(token, admin.orgId)).role;
    expect(await roleOf(member.token)).toBe('viewer');
    await map(admin, { engineering: 'operator' });
    expect(await roleOf(member.token)).toBe('operator');
    expect(await roleOf(alone.token)).toBe('viewer');
    await map(admin, {});
    expect(await roleOf(member.token)).toBe('operator');
  });

  it('stays owner whatever the group stands for, while other administrators do not stay', async () => {
    const owner = await founder();
    const { userId, token } = await join(owner, 'admin');
    await group(owner, 'Everyone', owner.userId, userId);
    await map(await app.authenticator.authenticate(token, owner.orgId), { everyone: 'viewer' });
    const members = await installation.sql(
      'SELECT user_id, role, owner FROM membership WHERE org_id = $1 ORDER BY owner',
      [owner.orgId],
    );
    expect(members).toEqual([
      { user_id: userId, role: 'viewer', owner: false },
      { user_id: owner.userId, role: 'admin', owner: true },
    ]);
  });
});
