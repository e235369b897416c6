import type { Issuer } from '@muster/testing';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { AUTH, claimsOf, outcome } from '../../support/members';
import {
  CALLBACK,
  codeIn,
  comeBack,
  depart,
  enter,
  exchange,
  issuerFor,
  journey,
  plainIssuerFor,
  provide,
  start,
  stranger,
} from './journeys';

const APP = 'https://app.example';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;
let admin: ApiClient;
let issuer: Issuer;
let plain: Issuer;

beforeAll(async () => {
  installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1', SSO_RETURN_ORIGINS: APP });
  gateway = await installation.startGateway();
  client = gateway.client;
  admin = await administrator(gateway);
  issuer = await issuerFor(gateway.url, 'corp', 'strict');
  plain = await plainIssuerFor(gateway.url, 'plain');
  for (const slug of ['corp', 'strict']) await provide(admin, issuer, { slug, default_role: 'operator' });
  await provide(admin, plain, { slug: 'plain', default_role: 'operator' });
});

afterAll(async () => {
  await Promise.all([issuer.close(), plain.close()]);
  await installation.close();
});

const refusal = async (answer: Promise<Parameters<typeof outcome>[0]>) => {
  const { status, body } = await answer;
  return [status, body.details.reason];
};

describe('single sign-on', () => {
  it('sends the browser to the issuer with everything that protects the way back', async () => {
    const answer = await start(client, 'corp', '/app?x=1');
    expect(answer.status).toBe(302);
    const url = new URL(answer.headers.get('location') ?? '');
    expect(url.origin).toBe(issuer.url);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'muster',
      response_type: 'code',
      redirect_uri: CALLBACK(gateway.url, 'corp'),
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^muster_sso_[\w-]{8}=[\w-]{43}; Path=\/api\/v1\/auth\/sso; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    const rows = await installation.sql('SELECT * FROM sso_login');
    for (const secret of [url.searchParams.get('state'), cookie.split(/[=;]/)[1]])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('lets somebody in who was not known, as a member without a password, and knows them from then on', async () => {
    const grace = stranger();
    const back = await journey(client, issuer, 'corp', grace);
    expect(back.status).toBe(302);
    expect(back.headers.get('location')).toMatch(new RegExp(`^${gateway.url}/#sso_code=[\\w-]{43}$`));
    expect(back.headers.get('set-cookie')).toMatch(/^muster_sso_[\w-]{8}=; .*Max-Age=0/);
    const { status, body } = await exchange(client, codeIn(back));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 1_800,
      password_expired: false,
      user: expect.objectContaining({ email: grace.email, full_name: 'Grace Hopper', role: 'operator' }),
    });
    const [account] = await installation.sql(
      'SELECT password_hash, verified_email, instance_admin FROM app_user WHERE id = $1',
      [body.user.id],
    );
    expect(account).toEqual({ password_hash: null, verified_email: null, instance_admin: false });
    const again = await enter(client, issuer, 'corp', { ...grace, email: 'another@corp.example' });
    expect(again.user).toMatchObject({ id: body.user.id, email: grace.email });
  });

  it('asks the issuer for what is not in its token', async () => {
    const grace = stranger();
    expect((await enter(client, plain, 'plain', grace)).user.email).toBe(grace.email);
  });

  it('opens a session like every other', async () => {
    const { access_token, refresh_token, user } = await enter(client, issuer, 'corp', stranger());
    const as = client.as(access_token);
    expect((await as.get(`${AUTH}/me`)).body.id).toBe(user.id);
    expect((await as.get(`${AUTH}/sessions`)).body.total).toBe(1);
    const next = await client.post(`${AUTH}/refresh`, { refresh_token });
    expect(next.status).toBe(200);
    expect(claimsOf(next.body.access_token).org).toBe(claimsOf(access_token).org);
    expect((await client.post(`${AUTH}/refresh`, { refresh_token })).status).toBe(401);
    expect((await client.as(next.body.access_token).get(`${AUTH}/me`)).status).toBe(401);
  });

  it('says at the end where to end the session at the issuer', async () => {
    const { access_token } = await enter(client, issuer, 'corp', stranger());
    const { body } = await client.as(access_token).post(`${AUTH}/logout`, {});
    const url = new URL(body.logout_url);
    expect([url.origin, url.searchParams.get('client_id')]).toEqual([issuer.url, 'muster']);
    expect((await client.as(access_token).get(`${AUTH}/me`)).status).toBe(401);
    expect((await (await administrator(gateway)).post(`${AUTH}/logout`, {})).body).not.toHaveProperty(
      'logout_url',
    );
  });

  it('is noted in the trail, with how they were known and as what', async () => {
    const grace = stranger();
    const { user } = await enter(client, issuer, 'corp', grace);
    const entries = await installation.sql(
      'SELECT action, details FROM audit_entry WHERE actor_id = $1 ORDER BY created_at, action',
      [user.id],
    );
    expect(entries).toMatchObject([
      { action: 'auth.sso_callback', details: { how: 'created', role: 'operator' } },
      { action: 'auth.sso_login' },
    ]);
  });
});

describe('the way back', () => {
  it('is open once', async () => {
    const { url, cookie } = await depart(client, 'corp');
    const address = await issuer.signIn(url.href, stranger());
    expect((await comeBack(client, address, cookie)).status).toBe(302);
    expect(await refusal(comeBack(client, address, cookie))).toEqual([401, 'sso_state']);
  });

  it('is open to the browser that went, and to no other', async () => {
    const [one, other] = [await depart(client, 'corp'), await depart(client, 'corp')];
    const address = await issuer.signIn(one.url.href, stranger());
    const swapped = `${one.cookie.split('=', 1)[0]}=${other.cookie.split('=')[1]}`;
    for (const cookie of ['', other.cookie, swapped, `${one.cookie}x`])
      expect(await refusal(comeBack(client, address, cookie))).toEqual([401, 'sso_state']);
    const tampered = new URL(address);
    tampered.searchParams.set('state', other.url.searchParams.get('state') ?? '');
    expect((await comeBack(client, tampered.href, one.cookie)).status).toBe(401);
    expect((await comeBack(client, address, one.cookie)).status).toBe(302);
  });

  it('is closed after ten minutes', async () => {
    const { url, cookie } = await depart(client, 'corp');
    const address = await issuer.signIn(url.href, stranger());
    await installation.sql('UPDATE sso_login SET expires_at = now()');
    expect(await refusal(comeBack(client, address, cookie))).toEqual([401, 'sso_state']);
  });

  it('does not lead through another provider than the way there', async () => {
    const { url, cookie } = await depart(client, 'corp');
    const address = await issuer.signIn(url.href, stranger());
    expect(await refusal(comeBack(client, address.replace('/corp/', '/strict/'), cookie))).toEqual([
      401,
      'sso_state',
    ]);
  });

  it('is closed to a code that is not this sign-in’s', async () => {
    const [one, other] = [await depart(client, 'corp'), await depart(client, 'corp')];
    const [mine, stolen] = [
      new URL(await issuer.signIn(one.url.href, stranger())),
      new URL(await issuer.signIn(other.url.href, stranger())),
    ];
    // The issuer knows by PKCE that it did not give this code to whoever sends it now.
    mine.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    const { status, body } = await comeBack(client, mine.href, one.cookie);
    expect([status, body.details.reason, body.error_code]).toEqual([401, 'sso_refused', 'AUTH_001']);
    expect(body.message).toContain('invalid_grant');
  });

  it('brings those back, too, whom the issuer did not let in', async () => {
    const { status, body } = await journey(client, issuer, 'corp', undefined);
    expect([status, body.details.reason]).toEqual([401, 'sso_refused']);
    expect(body.message).toContain('access_denied');
    expect(body.message).not.toContain('nobody is there');
  });

  it('leads to where the browser wanted to go, here or on an origin that is listed', async () => {
    for (const [wanted, got] of [
      ['/app?x=1', `${gateway.url}/app?x=1`],
      [`${APP}/done`, `${APP}/done`],
    ] as const) {
      const { url, cookie } = await depart(client, 'corp', wanted);
      const back = await comeBack(client, await issuer.signIn(url.href, stranger()), cookie);
      expect(back.headers.get('location')?.split('#')[0]).toBe(got);
    }
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'https:evil.example',
    'https://app.example.evil.example/',
    'https://app.example@evil.example/',
    'http://app.example/',
    'javascript:alert(1)',
    '/app#here',
    'https://[',
  ])('never leads to %j', async (address) => {
    const { status, body } = await start(client, 'corp', address);
    expect([status, body.error_code]).toEqual([422, 'VAL_001']);
    expect(body.details.errors[0].field).toBe('return_to');
  });
});

describe('the code for a session', () => {
  it('is good once, for a minute', async () => {
    const code = codeIn(await journey(client, issuer, 'corp', stranger()));
    expect((await exchange(client, code)).status).toBe(200);
    expect(await refusal(exchange(client, code))).toEqual([401, 'sso_code']);
    const late = codeIn(await journey(client, issuer, 'corp', stranger()));
    await installation.sql('UPDATE sso_code SET expires_at = now()');
    expect(await refusal(exchange(client, late))).toEqual([401, 'sso_code']);
    expect((await exchange(client, '')).status).toBe(422);
  });

  it('is not in the database', async () => {
    const code = codeIn(await journey(client, issuer, 'corp', stranger()));
    expect(JSON.stringify(await installation.sql('SELECT * FROM sso_code'))).not.toContain(code);
  });
});
