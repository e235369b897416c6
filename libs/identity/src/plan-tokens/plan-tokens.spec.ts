import { randomUUID } from 'node:crypto';
import { redact } from '@muster/platform';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { OrganizationsService } from '../organizations/organizations.service';
import { SessionEndings } from '../sessions/session-endings.service';
import { PlanTokens } from './plan-tokens.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

const bearer = (said: unknown, alphabet: 'base64' | 'base64url' = 'base64url'): string =>
  Buffer.from(JSON.stringify(said)).toString(alphabet);

async function holder() {
  const { actor } = await app.person();
  const { token, sessionId } = await app.get(PlanTokens).issue(actor.userId, { orgId: actor.orgId }, {});
  return { actor, token, sessionId };
}

const refusal = (credential: string, process = app): Promise<string> =>
  process.authenticator.authenticate(credential).then(
    () => 'in',
    (error: { code: string; details: { reason?: string } }) => `${error.code} ${error.details.reason ?? ''}`,
  );

describe('a plan token', () => {
  it('opens as base64 of either alphabet, padded or not, and bare', async () => {
    const { actor, token, sessionId } = await holder();
    const said = { token, orgId: actor.orgId, hash: 'ab'.repeat(32), note: '\u00ff\u00fe>>>???' };
    const padded = bearer(said).padEnd(Math.ceil(bearer(said).length / 4) * 4, '=');
    for (const credential of [bearer(said), padded, bearer(said, 'base64'), token, token.toUpperCase()])
      expect(await app.authenticator.authenticate(credential)).toEqual({
        ...actor,
        credential: 'plan_token',
        credentialId: sessionId,
      });
  });

  it('works in the organization that comes with it', async () => {
    const { actor, token } = await holder();
    const { id } = await app.get(OrganizationsService).create(actor, { name: 'Engines' });
    const { orgId, role } = await app.authenticator.authenticate(bearer({ token, orgId: id }));
    expect([orgId, role]).toEqual([id, 'admin']);
    expect(await refusal(bearer({ token, orgId: randomUUID() }))).toBe('unauthenticated not_a_member');
    expect(await refusal(bearer({ token, orgId: '' }))).toBe('unauthenticated no_organization');
    // No place for it, as against an empty one: where the session began.
    expect(await refusal(token)).toBe('in');
  });

  it.each([
    ['unknown', { token: randomUUID(), orgId: '' }],
    ['no token', { orgId: '' }],
    ['a token of another form', { token: 'x', orgId: '' }],
    ['an organization of another type', { token: randomUUID(), orgId: 1 }],
    ['a list', []],
    ['null', null],
  ])('that is %s opens nothing', async (_, said) => {
    expect(await refusal(bearer(said))).toBe('unauthenticated invalid');
  });

  it('holds for ninety days from the day it was issued, used or not', async () => {
    const { token, sessionId } = await holder();
    const [row] = await installation.sql<{ days: number }>(
      `SELECT extract(day FROM expires_at - created_at)::int AS days FROM user_session WHERE id = $1`,
      [sessionId],
    );
    expect(row?.days).toBe(90);
    await installation.sql(`UPDATE user_session SET expires_at = now() WHERE id = $1`, [sessionId]);
    expect(await refusal(token, await installation.start())).toBe('unauthenticated invalid');
    expect(await app.get(PlanTokens).holder(token)).toBeUndefined();
  });

  it('says whose it is, and ends like every other session', async () => {
    const { actor, token, sessionId } = await holder();
    expect(await app.get(PlanTokens).holder(token)).toEqual({ userId: actor.userId, sessionId });
    const own = await app.authenticator.authenticate(token);
    await app.get(SessionEndings).endOwn(own);
    expect(await refusal(token)).toBe('unauthenticated invalid');
    expect(await app.get(PlanTokens).holder(token)).toBeUndefined();
  });

  it('is stored as a digest and masked in logs', async () => {
    const { token } = await holder();
    const rows = await installation.sql('SELECT * FROM user_session');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(redact(JSON.stringify({ token }))).toBe('{"token":"[redacted]"}');
    expect(redact(`authorization: Bearer ${bearer({ token })}`)).not.toContain(bearer({ token }));
  });
});
