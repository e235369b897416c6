import { FalseIssuer } from '@muster/testing';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { member, outcome } from '../../support/members';
import { CALLBACK, depart, PROVIDERS, start } from './journeys';

const SECRET = 'a-secret-between-the-two-of-us';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

let installation: Installation;
let gateway: RunningGateway;
let admin: ApiClient;
let issuer: FalseIssuer;

beforeAll(async () => {
  installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
  gateway = await installation.startGateway();
  admin = await administrator(gateway);
  issuer = await FalseIssuer.start();
});

beforeEach(() => {
  issuer.metadata = {};
  issuer.fails = {};
});

afterAll(async () => {
  await issuer.close();
  await installation.close();
});

let number = 0;

const create = (more: object = {}, as = admin) => {
  number += 1;
  const body = { slug: `corp-${number}`, name: 'Corp', issuer: issuer.url, client_id: 'muster' };
  return as.post(PROVIDERS, { ...body, client_secret: SECRET, ...more });
};

describe('an identity provider', () => {
  it('is made with what makes sense, and says what to register at the issuer', async () => {
    const { status, body } = await create({
      slug: 'corp',
      scopes: ['email', 'email'],
      mail_domains: ['@Corp.Example'],
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      slug: 'corp',
      name: 'Corp',
      issuer: issuer.url,
      client_id: 'muster',
      has_client_secret: true,
      scopes: ['openid', 'email'],
      email_claim: 'email',
      name_claim: 'name',
      groups_claim: null,
      default_role: null,
      mail_domains: ['corp.example'],
      trusts_mfa: false,
      enabled: true,
      redirect_uri: CALLBACK(gateway.url, 'corp'),
      start_url: `${gateway.url}/api/v1/auth/sso/corp/start`,
      created_by: expect.any(String),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect((await admin.get(`${PROVIDERS}/${body.id}`)).body).toEqual(body);
    const { body: list } = await admin.get(PROVIDERS, { query: { limit: 1 } });
    expect(list.items).toEqual([body]);
  });

  it('keeps its secret to itself: in answers, in the trail, in the database', async () => {
    const { body } = await create();
    const { body: changed } = await admin.patch(`${PROVIDERS}/${body.id}`, { client_secret: `${SECRET}-2` });
    const { body: tested } = await admin.post(`${PROVIDERS}/${body.id}/test`);
    const stored = await installation.sql('SELECT * FROM identity_provider');
    const trail = await installation.sql(`SELECT * FROM audit_entry WHERE action LIKE 'identity_provider.%'`);
    expect(trail.length).toBeGreaterThan(2);
    expect(JSON.stringify([body, changed, tested, stored, trail])).not.toContain(SECRET);
  });

  it('is changed in what is sent, and null says something where it can', async () => {
    const { body } = await create({ groups_claim: 'groups', default_role: 'viewer' });
    const path = `${PROVIDERS}/${body.id}`;
    const { body: renamed } = await admin.patch(path, { name: 'Corp 2', mail_domains: null });
    expect(renamed).toMatchObject({ name: 'Corp 2', groups_claim: 'groups', default_role: 'viewer' });
    const { body: cleared } = await admin.patch(path, { groups_claim: null, default_role: null });
    expect(cleared).toMatchObject({ groups_claim: null, default_role: null, has_client_secret: true });
    expect((await admin.patch(path, { client_secret: '' })).body.has_client_secret).toBe(false);
  });

  it('takes its secret to no other issuer', async () => {
    const { body } = await create();
    const path = `${PROVIDERS}/${body.id}`;
    const moved = await admin.patch(path, { issuer: 'https://evil.example' });
    expect([moved.status, moved.body.details.errors[0].field]).toEqual([422, 'client_secret']);
    expect((await admin.patch(path, { issuer: `${issuer.url}/` })).status).toBe(200);
    expect((await admin.patch(path, { issuer: 'https://new.example', client_secret: 'x' })).status).toBe(200);
  });

  it.each([
    ['without a slug', { slug: undefined }, 'slug'],
    ['with a slug that is none', { slug: 'Corp!' }, 'slug'],
    ['with an issuer that is none', { issuer: 'corp' }, 'issuer'],
    ['with an issuer in the clear', { issuer: 'http://corp.example' }, 'issuer'],
    ['with an issuer with credentials', { issuer: 'https://a:b@corp.example' }, 'issuer'],
    ['with more than an issuer', { issuer: 'https://corp.example/?x' }, 'issuer'],
    [
      'with the configuration as issuer',
      { issuer: 'https://corp.example/.well-known/openid-configuration' },
      'issuer',
    ],
    ['with a scope of two words', { scopes: ['a b'] }, 'scopes'],
    ['with a domain that is none', { mail_domains: ['corp'] }, 'mail_domains'],
    ['with a domain of everybody', { mail_domains: ['gmail.com'] }, 'mail_domains'],
    ['with a role that there is not', { default_role: 'owner' }, 'default_role'],
  ])('is not made %s', async (_, body, field) => {
    const { status, body: answer } = await create(body);
    expect([status, answer.details.errors[0].field]).toEqual([422, field]);
  });

  it('is the only one with its slug', async () => {
    await create({ slug: 'taken' });
    const { status, body } = await create({ slug: 'taken' });
    expect([status, body.error_code]).toEqual([409, 'RES_002']);
    const { body: other } = await create();
    expect((await admin.patch(`${PROVIDERS}/${other.id}`, { slug: 'taken' })).status).toBe(409);
  });

  it('is for administrators who signed in', async () => {
    const { body } = await create();
    const { client } = await member(gateway.client);
    const key = { name: 'all', scopes: ['admin', 'write'] };
    const { body: made } = await admin.post('/api/v1/security/api-keys', key);
    for (const other of [client, gateway.client.as(made.key)])
      for (const answer of [
        await other.get(PROVIDERS),
        await create({}, other),
        await other.patch(`${PROVIDERS}/${body.id}`, { enabled: false }),
        await other.post(`${PROVIDERS}/${body.id}/test`),
        await other.delete(`${PROVIDERS}/${body.id}`),
      ])
        expect(outcome(answer)).toEqual([403, 'AUTH_005']);
  });

  it('of another organization does not exist', async () => {
    const ada = await member(gateway.client);
    const { body: org } = await ada.client.post('/orgs', { name: 'Ada' });
    const own = ada.client.with({ 'x-organization-id': org.id });
    const { body: hers } = await create({}, own);
    for (const id of [hers.id, UNKNOWN])
      for (const answer of [
        await admin.get(`${PROVIDERS}/${id}`),
        await admin.patch(`${PROVIDERS}/${id}`, { enabled: false }),
        await admin.post(`${PROVIDERS}/${id}/test`),
        await admin.delete(`${PROVIDERS}/${id}`),
      ])
        expect(answer.status).toBe(404);
    expect((await own.get(PROVIDERS)).body.items).toEqual([hers]);
    expect((await start(gateway.client, hers.slug)).status).toBe(302);
  });

  it('is gone when it is removed', async () => {
    const { body } = await create();
    await depart(gateway.client, body.slug);
    expect((await admin.delete(`${PROVIDERS}/${body.id}`)).status).toBe(204);
    expect((await admin.delete(`${PROVIDERS}/${body.id}`)).status).toBe(404);
    expect((await start(gateway.client, body.slug)).status).toBe(404);
  });

  it('needs a key to seal its secret with', async () => {
    const bare = await Installation.create({ MASTER_KEY: '' });
    const { status, body } = await create({}, await administrator(await bare.startGateway()));
    expect([status, body.details.reason]).toEqual([503, 'master_key']);
    await bare.close();
  });
});

describe('the test of an identity provider', () => {
  const test = async (more: object = {}) => {
    const { body } = await create(more);
    return (await admin.post(`${PROVIDERS}/${body.id}/test`)).body;
  };

  it('tells what the issuer says of itself', async () => {
    expect(await test()).toEqual({
      ok: true,
      problems: [],
      warnings: [],
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      userinfo_endpoint: null,
      jwks_uri: `${issuer.url}/keys`,
      end_session_endpoint: null,
    });
  });

  it.each([
    [
      'that it calls itself otherwise',
      { issuer: 'https://x.example' },
      {},
      'discovery',
      /calls itself https:\/\/x.example/,
    ],
    ['that its configuration is not there', {}, { discovery: 404 }, 'discovery', /status 404/],
    ['that it has no door', { authorization_endpoint: undefined }, {}, 'sign_in', /no address for people/],
    ['that it gives no codes', { response_types_supported: ['id_token'] }, {}, 'sign_in', /codes/],
    ['that it has no tokens', { token_endpoint: undefined }, {}, 'tokens', /no address for tokens/],
    ['that it does not know PKCE', { code_challenge_methods_supported: ['plain'] }, {}, 'pkce', /S256/],
    ['that it has no keys', { jwks_uri: undefined }, {}, 'keys', /where its keys are/],
    ['that its keys are none', {}, { keys: { keys: [{ kty: 'oct' }] } }, 'keys', /no key/],
  ])('says %s', async (_, metadata, fails, about, message) => {
    issuer.metadata = metadata;
    issuer.fails = fails;
    const { ok, problems } = await test();
    expect(ok).toBe(false);
    expect(problems).toContainEqual({ about, message: expect.stringMatching(message) });
  });

  it('says that nobody answers', async () => {
    const { ok, problems } = await test({ issuer: 'http://127.0.0.1:9' });
    expect([ok, problems[0].about]).toEqual([false, 'discovery']);
    expect(problems[0].message).toMatch(/127\.0\.0\.1 does not answer/);
  });

  it('warns of what may go wrong', async () => {
    issuer.metadata = {
      scopes_supported: ['openid'],
      code_challenge_methods_supported: undefined,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    };
    const { ok, warnings } = await test();
    expect(ok).toBe(true);
    expect(warnings.map(({ about }: { about: string }) => about)).toEqual(['scopes', 'pkce', 'secret']);
  });
});
