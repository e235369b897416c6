import { ForbiddenError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { ApiKeysService } from '../api-keys/api-keys.service';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { RefreshTokens } from '../sessions/refresh-tokens.service';
import { SessionsService } from '../sessions/sessions.service';
import { SignIn } from '../sign-in/sign-in.service';
import { MembershipsService } from './memberships.service';
import { OrganizationsService } from './organizations.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

async function suspend({ orgId, userId }: Actor, suspended: boolean): Promise<void> {
  await installation.sql(
    'UPDATE membership SET suspended_at = CASE WHEN $3 THEN now() END WHERE org_id = $1 AND user_id = $2',
    [orgId, userId, suspended],
  );
  app.get(UserFactsService).changed(userId);
}

const works = (credential: string, orgId?: string): Promise<boolean> =>
  app.authenticator.authenticate(credential, orgId).then(
    () => true,
    () => false,
  );

describe('a suspended member', () => {
  it('is not let in by any credential, and by all of them once the suspension is over', async () => {
    const { actor, token, input } = await app.person();
    const { key } = await app.get(ApiKeysService).create(actor, { name: 'CI' });
    const login = { login: input.email, password: input.password };
    const { refreshToken = '' } = (await app.get(SignIn).begin(login, 'platform', {})) as {
      refreshToken?: string;
    };
    await suspend(actor, true);
    expect([await works(token), await works(key), await works(token, actor.orgId)]).toEqual([
      false,
      false,
      false,
    ]);
    await expect(app.accounts.login({ username: input.email, password: input.password })).rejects.toThrow(
      'belongs to no organization',
    );
    await expect(app.get(RefreshTokens).exchange(refreshToken, {})).rejects.toMatchObject({
      details: { reason: 'refresh_token' },
    });
    await suspend(actor, false);
    expect([await works(token), await works(key)]).toEqual([true, true]);
    const { token: renewed } = await app.get(RefreshTokens).exchange(refreshToken, {});
    expect(await works(renewed)).toBe(true);
  });

  it('goes on working in other organizations', async () => {
    const { actor, token } = await app.person();
    const { id } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
    await suspend(actor, true);
    expect(await app.authenticator.authenticate(token, id)).toMatchObject({ orgId: id, role: 'admin' });
    await expect(app.authenticator.authenticate(token, actor.orgId)).rejects.toThrow(NotFoundError);
    await expect(app.get(SessionsService).switchOrganization(actor, actor.orgId)).rejects.toThrow(
      NotFoundError,
    );
    expect((await app.get(OrganizationsService).mine(actor)).map(({ orgId }) => orgId)).toEqual([id]);
  });

  it('does not count as administrator', async () => {
    const { actor, token } = await app.person();
    const { id: orgId } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
    const admin = await app.authenticator.authenticate(token, orgId);
    const { actor: other } = await app.person();
    await installation.sql(
      `INSERT INTO membership (user_id, org_id, role, owner) VALUES ($1, $2, 'admin', true)`,
      [other.userId, orgId],
    );
    await suspend({ ...other, orgId }, true);
    const memberships = app.get(MembershipsService);
    await expect(memberships.dismiss(admin, admin.userId)).rejects.toThrow(ForbiddenError);
    await expect(memberships.dismiss(admin, other.userId)).resolves.toBeUndefined();
  });
});
