import type { Issuer } from '@muster/testing';
import { TOTP } from 'otpauth';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { AUTH, claimsOf } from '../../support/members';
import { enter, issuerFor, provide, PROVIDERS, start, stranger } from './journeys';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;
let admin: ApiClient;
let issuer: Issuer;

beforeAll(async () => {
  installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
  gateway = await installation.startGateway();
  client = gateway.client;
  admin = await administrator(gateway);
  issuer = await issuerFor(gateway.url, 'corp', 'strict');
  await provide(admin, issuer, { slug: 'corp', default_role: 'operator' });
  await provide(admin, issuer, { slug: 'strict', default_role: 'operator', trusts_mfa: true });
  await provide(admin, issuer, { slug: 'off', enabled: false });
});

afterAll(async () => {
  await issuer.close();
  await installation.close();
});

describe('a second factor', () => {
  const withFactor = async (slug: string) => {
    const grace = stranger();
    const { access_token, user } = await enter(client, issuer, slug, grace);
    const as = client.as(access_token);
    const { body: setup } = await as.post(`${AUTH}/mfa/setup`, {});
    const totp = new TOTP({ secret: setup.secret });
    const { body } = await as.post(`${AUTH}/mfa/verify`, { code: totp.generate() });
    return { grace, user, backup: body.backup_codes[0] as string };
  };

  it('is asked for as everywhere, and leads into the same organization', async () => {
    const { grace, user, backup } = await withFactor('corp');
    const half = await enter(client, issuer, 'corp', grace);
    expect(half).toEqual({ mfa_required: true, temp_token: expect.any(String), expires_in: 300 });
    const { status, body } = await client.post(`${AUTH}/mfa/verify`, {
      temp_token: half.temp_token,
      code: backup,
    });
    expect(status).toBe(200);
    const [session] = await installation.sql('SELECT mfa, provider_id FROM user_session WHERE id = $1', [
      claimsOf(body.access_token).sid,
    ]);
    expect(session).toEqual({ mfa: true, provider_id: expect.any(String) });
    expect(claimsOf(body.access_token).uid).toBe(user.id);
  });

  it.each([
    ['says that it saw one', 'corp', { amr: ['pwd', 'mfa'] }],
    ['names a class that means one', 'corp', { acr: 'https://refeds.org/profile/mfa' }],
    ['is trusted to ask for one', 'strict', {}],
  ])('is not asked for where the issuer %s', async (_, slug, said) => {
    const { grace } = await withFactor('corp');
    const known = slug === 'corp' ? grace : { ...grace };
    const body = await enter(client, issuer, slug, { ...known, ...said });
    const [session] = await installation.sql('SELECT mfa FROM user_session WHERE id = $1', [
      claimsOf(body.access_token).sid,
    ]);
    expect(session).toEqual({ mfa: true });
  });

  it('is asked for where the issuer saw only one', async () => {
    const { grace } = await withFactor('corp');
    expect(await enter(client, issuer, 'corp', { ...grace, amr: ['pwd'] })).toHaveProperty(
      'mfa_required',
      true,
    );
  });
});

describe('a provider', () => {
  it('that there is not, or is switched off, is answered alike', async () => {
    const [none, off] = [await start(client, 'nowhere'), await start(client, 'off')];
    expect([none.status, off.status]).toEqual([404, 404]);
    expect(none.body.message).toBe(off.body.message);
  });

  it('that is switched off or removed takes its sessions along', async () => {
    for (const end of [
      (id: string) => admin.patch(`${PROVIDERS}/${id}`, { enabled: false }),
      (id: string) => admin.delete(`${PROVIDERS}/${id}`),
    ]) {
      const { body: strict } = await admin.get(PROVIDERS);
      const old = strict.items.find(({ slug }: { slug: string }) => slug === 'strict');
      if (old) await admin.delete(`${PROVIDERS}/${old.id}`);
      const made = await provide(admin, issuer, { slug: 'strict', default_role: 'viewer' });
      const { access_token } = await enter(client, issuer, 'strict', stranger());
      const as = client.as(access_token);
      expect((await as.get(`${AUTH}/me`)).status).toBe(200);
      await end(made.id);
      expect((await as.get(`${AUTH}/me`)).status).toBe(401);
    }
  });
});
