import { ForbiddenError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { OrganizationsService } from '../organizations/organizations.service';
import { CustomRoles } from '../roles/custom-roles.service';
import { ClientsService } from './clients.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

/** The administrator of an organization of their own. */
async function administrator(name: string): Promise<Actor> {
  const { actor, token } = await app.person();
  const { id } = await app.get(OrganizationsService).create(actor, { name });
  return app.authenticator.authenticate(token, id);
}

const auditor = (actor: Actor) =>
  app.get(CustomRoles).create(actor, { name: 'Auditor', base: 'viewer', permissions: ['audit:read'] });

describe('the role of a program', () => {
  it('grants no more than whoever gives it has', async () => {
    const admin = await administrator('Engines');
    const { id: customRoleId } = await auditor(admin);
    const clients = app.get(ClientsService);
    // As whoever had a role that lets them make programs, and little else.
    const clerk = { ...admin, permissions: new Set(['runs:read']) };
    for (const role of [{ customRoleId }, { role: 'operator' }] as const)
      await expect(clients.create(clerk, { name: 'x', role })).rejects.toThrow(ForbiddenError);
    const { client } = await clients.create(admin, { name: 'x', role: { role: 'viewer' } });
    await expect(clients.change(clerk, client.id, { role: { customRoleId } })).rejects.toThrow(
      ForbiddenError,
    );
    expect(await clients.get(admin, client.id)).toMatchObject({ role: 'viewer', customRole: null });
  });

  it('is one of its own organization', async () => {
    const [admin, other] = [await administrator('Looms'), await administrator('Mills')];
    const { id: customRoleId } = await auditor(other);
    const made = app.get(ClientsService).create(admin, { name: 'x', role: { customRoleId } });
    await expect(made).rejects.toThrow(NotFoundError);
  });
});
