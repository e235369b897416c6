import { UserFactsService } from '@muster/identity';
import type { Issuer } from '@muster/testing';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { AUTH, claimsOf, signIn, STRONG } from '../../support/members';
import { enter, issuerFor, provide, PROVIDERS, stranger } from './journeys';

/**
 * Whoever runs an organization's provider can be anybody in that organization, and nobody anywhere else: otherwise a
 * provider made up for the purpose would open other organizations through the people that both have.
 */
describe('what a provider opens', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let client: ApiClient;
  let issuer: Issuer;
  /** The organization of the provider. */
  let here: string;
  /** Another one, that Grace belongs to as well. */
  let elsewhere: string;
  const grace = stranger();
  let password: { email: string; password: string };
  let session: ApiClient;
  let tokens: Record<string, string>;

  beforeAll(async () => {
    installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
    gateway = await installation.startGateway();
    client = gateway.client;
    issuer = await issuerFor(gateway.url, 'corp', 'twin');
    const admin = await administrator(gateway);
    await provide(admin, issuer, { slug: 'corp', mail_domains: ['corp.example'] });
    password = { email: grace.email, password: STRONG };
    await client.post(`${AUTH}/register`, { ...password, full_name: 'Grace' });
    const own = client.as((await signIn(client, password)).body.access_token);
    elsewhere = (await own.post('/orgs', { name: 'Elsewhere' })).body.id;
    tokens = await enter(client, issuer, 'corp', grace);
    here = String(claimsOf(String(tokens.access_token)).org);
    session = client.as(String(tokens.access_token));
  });

  afterAll(async () => {
    await issuer.close();
    await installation.close();
  });

  it('is its organization', async () => {
    expect((await session.get('/api/v1/runs')).status).toBe(200);
    expect((await session.get('/api/v1/runs', { headers: { 'x-organization-id': here } })).status).toBe(200);
    const key = await session.post('/api/v1/security/api-keys', { name: 'CI' });
    expect(key.status).toBe(201);
  });

  it('is no other organization, by whatever way', async () => {
    const headers = { 'x-organization-id': elsewhere };
    expect((await session.get('/api/v1/runs', { headers })).status).toBe(404);
    expect((await session.post(`${AUTH}/switch`, { organization_id: elsewhere })).status).toBe(404);
    expect((await session.post(`${AUTH}/switch`, { organization_id: here })).status).toBe(200);
    const { body: key } = await session.post('/api/v1/security/api-keys', { name: 'out' });
    expect((await client.as(key.key).get('/api/v1/runs', { headers })).status).toBe(404);
    expect((await session.get('/orgs')).body.map(({ id }: { id: string }) => id)).toEqual([here]);
  });

  it('is not opened wider by a code for another client', async () => {
    const { body: code } = await session.post('/accounts/sign_in_codes');
    const { body } = await client.post('/accounts/sign_in', { pin: code, isSignInCode: true });
    const bearer = (orgId: string) =>
      client.as(Buffer.from(JSON.stringify({ token: body.token, orgId })).toString('base64'));
    expect((await bearer(here).get('/orgs/session')).body.id).toBe(here);
    expect((await bearer(elsewhere).get('/orgs/session')).status).toBe(401);
    expect((await bearer('').get('/orgs')).body.map(({ id }: { id: string }) => id)).toEqual([here]);
  });

  it('stays so through all refreshing, and ends with the membership', async () => {
    const { body: next } = await client.post(`${AUTH}/refresh`, { refresh_token: tokens.refresh_token });
    expect(claimsOf(next.access_token).org).toBe(here);
    const as = client.as(next.access_token);
    expect((await as.get('/api/v1/runs', { headers: { 'x-organization-id': elsewhere } })).status).toBe(404);
    const hers = 'user_id = (SELECT id FROM app_user WHERE email = $1) AND org_id = $2';
    await installation.sql(`UPDATE membership SET suspended_at = now() WHERE ${hers}`, [grace.email, here]);
    const { client: fresh, close } = await installation.startGateway();
    expect((await fresh.as(next.access_token).get('/orgs')).status).toBe(401);
    const refused = await fresh.post(`${AUTH}/refresh`, { refresh_token: next.refresh_token });
    expect(refused.status).toBe(401);
    await close();
    await installation.sql(`UPDATE membership SET suspended_at = NULL WHERE ${hers}`, [grace.email, here]);
  });

  it('is not the account, while that is of use elsewhere', async () => {
    const as = client.as((await enter(client, issuer, 'corp', grace)).access_token);
    const answers = [
      await as.patch('/users/me', { email: 'mallory@evil.example' }),
      await as.put(`${AUTH}/me`, { full_name: 'Mallory' }),
      await as.post(`${AUTH}/mfa/setup`, {}),
      await as.post(`${AUTH}/mfa/verify`, { code: '123456' }),
      await as.post(`${AUTH}/mfa/disable`, { code: '123456' }),
      await as.post('/orgs', { name: 'Outpost', autoAddDomainUsers: true }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    const { body: key } = await as.post('/api/v1/security/api-keys', { name: 'me', scopes: ['write'] });
    expect((await client.as(key.key).patch('/users/me', { name: 'Mallory' })).status).toBe(403);
    const own = client.as((await signIn(client, password)).body.access_token);
    await own.post(`${AUTH}/switch`, { organization_id: elsewhere });
    const { body: seen } = await as.get(`${AUTH}/sessions`);
    const { body: all } = await own.get(`${AUTH}/sessions`);
    expect(seen.total).toBeLessThan(all.total);
    const hidden = all.items.find(
      ({ id }: { id: string }) => !seen.items.some((one: { id: string }) => one.id === id),
    );
    expect((await as.delete(`${AUTH}/sessions/${hidden.id}`)).status).toBe(404);
    expect((await own.put(`${AUTH}/me`, { full_name: 'Grace H.' })).status).toBe(200);
  });

  it('is no owner, nor an owner’s account, though they belong nowhere else', async () => {
    const [boss, other, third] = [await enterNew(), await enterNew(), await enterNew()];
    await installation.sql(
      `UPDATE membership SET role = 'admin', owner = true WHERE org_id = $1 AND user_id = ANY($2)`,
      [here, [boss.user.id, other.user.id]],
    );
    gateway.app.get(UserFactsService, { strict: false }).changed(boss.user.id);
    const as = client.as(boss.access_token);
    const answers = [
      await as.delete(`/orgs/users/${other.user.id}`),
      await as.delete(`/orgs/users/${boss.user.id}`),
      await as.put(`/api/v1/admin/users/${other.user.id}/role`, { role: 'viewer' }),
      await as.patch('/users/me', { email: 'mallory@evil.example' }),
      await as.post(`${AUTH}/mfa/setup`, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    const seen = await as.put(`/api/v1/admin/users/${third.user.id}/role`, { role: 'viewer' });
    expect(seen.status).toBe(200);
    await installation.sql(
      `UPDATE membership SET role = 'viewer', owner = false WHERE org_id = $1 AND user_id = ANY($2)`,
      [here, [boss.user.id, other.user.id]],
    );
  });

  it('is the account of somebody who belongs nowhere else', async () => {
    const as = client.as((await enterNew()).access_token);
    expect((await as.put(`${AUTH}/me`, { full_name: 'Anew' })).status).toBe(200);
    expect((await as.post(`${AUTH}/mfa/setup`, {})).status).toBe(200);
  });

  it('is not the installation, not even for its administrator', async () => {
    const as = await administrator(gateway);
    expect((await as.get('/api/v1/settings')).status).toBe(200);
    const boss = stranger();
    await installation.sql(`UPDATE app_user SET email = $1 WHERE email = 'admin@muster.local'`, [boss.email]);
    const { access_token } = await enter(client, issuer, 'corp', boss);
    expect(claimsOf(access_token)).toMatchObject({ role: 'admin', instance_admin: false });
    const through = client.as(access_token);
    expect((await through.get('/api/v1/admin/users')).status).toBe(200);
    expect((await through.get('/api/v1/settings')).status).toBe(403);
    expect((await through.patch('/users/me', { email: 'mallory@evil.example' })).status).toBe(403);
    const { body: made } = await through.post('/api/v1/security/api-keys', {
      name: 'all',
      scopes: ['admin'],
    });
    const key = client.as(made.key);
    expect((await key.get('/api/v1/admin/users')).status).toBe(200);
    expect((await key.get('/api/v1/settings')).status).toBe(403);
    expect((await key.put('/api/v1/settings/general/log_level', { value: 'DEBUG' })).status).toBe(403);
  });

  it('is nothing of another organization’s provider, though both have the same issuer', async () => {
    const own = client.as((await signIn(client, password)).body.access_token);
    const there = own.with({ 'x-organization-id': elsewhere });
    await provide(there, issuer, { slug: 'twin', mail_domains: ['corp.example'], default_role: 'viewer' });
    const { user, access_token } = await enter(client, issuer, 'twin', grace);
    expect(claimsOf(access_token).org).toBe(elsewhere);
    expect(user.email).toBe(grace.email);
    const links = await installation.sql('SELECT org_id FROM external_identity WHERE subject = $1', [
      grace.sub,
    ]);
    expect(links).toHaveLength(2);
    const { body } = await there.get(PROVIDERS);
    expect(body.items.map(({ slug }: { slug: string }) => slug)).toEqual(['twin']);
  });

  /** Whom only this organization knows. */
  async function enterNew() {
    const [provider] = await installation.sql<{ id: string }>(
      `UPDATE identity_provider SET default_role = 'operator' WHERE slug = 'corp' RETURNING id`,
    );
    expect(provider).toBeDefined();
    return enter(client, issuer, 'corp', stranger());
  }
});
