import { FalseIssuer } from '@muster/testing';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { codeIn, comeBack, depart, exchange, PROVIDERS, start, stranger } from './journeys';

const CLIENT = 'muster';
const SECRET = 'a secret between the two of us';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;
let admin: ApiClient;
let issuer: FalseIssuer;
let number = 0;

beforeAll(async () => {
  installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
  gateway = await installation.startGateway();
  client = gateway.client;
  admin = await administrator(gateway);
});

beforeEach(async () => {
  issuer = await FalseIssuer.start();
});

afterEach(() => issuer.close());
afterAll(() => installation.close());

/** A provider of its own for each test: what an issuer says of itself is believed for a while. */
async function provider(more: object = {}): Promise<string> {
  number += 1;
  const slug = `false-${number}`;
  const body = { slug, name: 'False', issuer: issuer.url, client_id: CLIENT, client_secret: SECRET };
  const made = await admin.post(PROVIDERS, { ...body, default_role: 'viewer', ...more });
  expect(made.status).toBe(201);
  return slug;
}

/** Back with a code, for a token with these claims. */
async function comingBack(slug: string, claims: object, query: Record<string, string> = {}) {
  const { url, cookie } = await depart(client, slug);
  const { sub, email, email_verified } = stranger();
  const nonce = url.searchParams.get('nonce');
  issuer.claims = { aud: CLIENT, sub, email, email_verified, nonce, ...claims };
  const back = new URL(url.searchParams.get('redirect_uri') ?? '');
  const said = { code: 'any', state: url.searchParams.get('state') ?? '', ...query };
  back.search = new URLSearchParams(said).toString();
  return comeBack(client, back.href, cookie);
}

const refusal = ({ status, body }: Awaited<ReturnType<typeof comingBack>>) => [status, body?.details?.reason];

const HOUR = 3_600;
const now = (): number => Math.floor(Date.now() / 1_000);

describe('a token', () => {
  it('that is as it should be lets somebody in, with PKCE, and the secret in the header', async () => {
    const answer = await comingBack(await provider(), {});
    expect(answer.status).toBe(302);
    expect((await exchange(client, codeIn(answer))).status).toBe(200);
    expect(issuer.asked[0]?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(issuer.asked[0]?.has('client_secret')).toBe(false);
  });

  it('is asked for with the secret in the form where the issuer wants it there', async () => {
    issuer.metadata = { token_endpoint_auth_methods_supported: ['client_secret_post'] };
    expect((await comingBack(await provider(), {})).status).toBe(302);
    expect(issuer.asked[0]?.get('client_secret')).toBe(SECRET);
  });

  it.each([
    ['for somebody else', { aud: 'another' }],
    ['for several, and issued to another of them', { aud: [CLIENT, 'another'], azp: 'another' }],
    ['of another issuer', { iss: 'https://accounts.example' }],
    ['of another sign-in', { nonce: 'another' }],
    ['of no sign-in', { nonce: undefined }],
    ['that has expired', { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ['that never expires', { exp: undefined }],
    ['of nobody', { sub: undefined }],
  ])('%s lets nobody in', async (_, claims) => {
    expect(refusal(await comingBack(await provider(), claims))).toEqual([401, 'sso_refused']);
  });

  it.each(['foreign', 'shared', 'none'] as const)(
    'signed with a key that is %s lets nobody in',
    async (key) => {
      issuer.signing = key;
      expect(refusal(await comingBack(await provider(), {}))).toEqual([401, 'sso_refused']);
    },
  );

  it('that is not there lets nobody in', async () => {
    issuer.fails = { token: { status: 200, body: { access_token: 'x', token_type: 'Bearer' } } };
    expect(refusal(await comingBack(await provider(), {}))).toEqual([401, 'sso_refused']);
  });

  it('of an issuer that names itself in its answers comes with the right name', async () => {
    issuer.metadata = { authorization_response_iss_parameter_supported: true };
    const slug = await provider();
    expect(refusal(await comingBack(slug, {}))).toEqual([401, 'sso_refused']);
    expect(refusal(await comingBack(slug, {}, { iss: 'https://accounts.example' }))).toEqual([
      401,
      'sso_refused',
    ]);
    expect((await comingBack(slug, {}, { iss: issuer.url })).status).toBe(302);
  });
});

describe('an issuer', () => {
  it.each([
    ['does not answer', () => issuer.close().then(() => undefined), /does not answer/],
    ['answers with a failure', () => (issuer.fails = { discovery: 500 }), /status 500/],
    ['sends people elsewhere', () => (issuer.fails = { discovery: 302 }), /status 302/],
    ['answers with a page', () => (issuer.fails = { text: '<html>' }), /not JSON/],
    ['answers nonsense', () => (issuer.metadata = { issuer: 7 }), /not as the standard says/],
    [
      'calls itself by the name of another',
      () => (issuer.metadata = { issuer: 'https://accounts.example' }),
      /calls itself https:\/\/accounts.example/,
    ],
    [
      'has no door that a browser may go to',
      () => (issuer.metadata = { authorization_endpoint: 'javascript:alert(1)' }),
      /no address for people/,
    ],
  ])('that %s lets nobody go, and it is said why', async (_, break_, why) => {
    const slug = await provider();
    await break_();
    const { status, body } = await start(client, slug);
    expect([status, body.error_code, body.details.reason]).toEqual([503, 'SVC_001', 'sso_unavailable']);
    expect(body.message).toMatch(why);
    issuer = await FalseIssuer.start();
  });

  it('is asked again as soon as it was of no use', async () => {
    const slug = await provider();
    issuer.fails = { discovery: 500 };
    expect((await start(client, slug)).status).toBe(503);
    issuer.fails = {};
    expect((await start(client, slug)).status).toBe(302);
  });

  it('that does not know us is no fault of whoever signs in', async () => {
    issuer.fails = { token: { status: 401, body: { error: 'invalid_client', error_description: SECRET } } };
    const { status, body } = await comingBack(await provider(), {});
    expect([status, body.details.reason]).toEqual([503, 'sso_unavailable']);
    expect(body.message).toContain('invalid_client');
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it('within the house is out of reach until the operator says otherwise', async () => {
    const slug = await provider();
    const { client: guarded, close } = await installation.startGateway({ OUTBOUND_ALLOW: '' });
    const { status, body } = await start(guarded, slug);
    expect([status, body.details.reason]).toEqual([503, 'sso_unavailable']);
    await close();
  });
});
