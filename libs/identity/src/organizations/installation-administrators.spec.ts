import { DataSource } from 'typeorm';
import { eventually } from '@muster/testing';
import type { Actor } from '../actors/actor';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { RoleAssignments } from '../roles/role-assignments.service';
import { keepInstallationAdministrator } from './installation-administrators';
import { Membership } from './membership.entity';
import { MembershipsService } from './memberships.service';
import { OrganizationsService } from './organizations.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

beforeEach(() => installation.sql('UPDATE app_user SET instance_admin = false'));

/** The owner of a new organization. */
async function founder(): Promise<Actor> {
  const { actor, token } = await app.person();
  const { id } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
  return app.authenticator.authenticate(token, id);
}

/** An administrator of the installation who belongs to this organization alone. */
async function administratorIn({ orgId }: Actor): Promise<{ userId: string; token: string }> {
  const { actor, token } = await app.person();
  const { userId } = actor;
  await installation.sql(`UPDATE membership SET org_id = $1 WHERE user_id = $2`, [orgId, userId]);
  await installation.sql('UPDATE app_user SET instance_admin = true WHERE id = $1', [userId]);
  return { userId, token };
}

const dismiss = (owner: Actor, userId: string) => app.get(MembershipsService).dismiss(owner, userId);

const WAITING = `
SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

const someoneWaits = async (): Promise<boolean> => (await installation.sql(WAITING)).length > 0;

const LAST = { code: 'conflict', details: { reason: 'last_instance_admin' } };

describe('an administrator of the installation', () => {
  it('is not removed from their only organization while there is no other', async () => {
    const owner = await founder();
    const { userId, token } = await administratorIn(owner);
    await expect(dismiss(owner, userId)).rejects.toMatchObject(LAST);
    expect(await app.authenticator.authenticate(token, owner.orgId)).toMatchObject({ instanceAdmin: true });
  });

  it('is removed where they belong to another organization, or another administrator remains', async () => {
    const [one, other] = [await founder(), await founder()];
    const { userId } = await administratorIn(one);
    await installation.sql('INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, $3)', [
      userId,
      other.orgId,
      'viewer',
    ]);
    await dismiss(one, userId);
    await expect(dismiss(other, userId)).rejects.toMatchObject(LAST);
    await administratorIn(one);
    await dismiss(other, userId);
  });

  it.each([
    ['is switched off', 'UPDATE app_user SET active = false WHERE id = $1'],
    ['is suspended', 'UPDATE membership SET suspended_at = now() WHERE user_id = $1'],
    ['belongs to no organization', 'DELETE FROM membership WHERE user_id = $1'],
  ])('is not helped by another one who %s', async (_, sql) => {
    const owner = await founder();
    const { userId } = await administratorIn(owner);
    await installation.sql(sql, [(await administratorIn(owner)).userId]);
    await expect(dismiss(owner, userId)).rejects.toMatchObject(LAST);
  });

  it('stays one of two whom two organizations remove at once', async () => {
    const [one, other] = [await founder(), await founder()];
    const [first, second] = [await administratorIn(one), await administratorIn(other)];
    let outcome: string | undefined;
    let removal: Promise<unknown> = Promise.resolve();
    await app.get(DataSource).transaction(async (manager) => {
      await manager.delete(Membership, { userId: first.userId });
      await keepInstallationAdministrator(manager, first.userId);
      removal = dismiss(other, second.userId).then(
        () => (outcome = 'removed'),
        () => (outcome = 'refused'),
      );
      await eventually(async () => outcome !== undefined || (await someoneWaits()));
    });
    await removal;
    expect(outcome).toBe('refused');
  });

  it('goes on with any role, which takes nothing of the installation away', async () => {
    const owner = await founder();
    const { userId, token } = await administratorIn(owner);
    await app.get(RoleAssignments).assign(owner, userId, { role: 'viewer' });
    expect(await app.authenticator.authenticate(token, owner.orgId)).toMatchObject({
      role: 'viewer',
      instanceAdmin: true,
    });
  });
});
