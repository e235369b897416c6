import { createHash, randomUUID } from 'node:crypto';
import { bearer, PlanBench, type PlanPerson, raw, type RawAnswer, VERSION } from './plan-bench';

const TEXT = 'text/plain; charset=utf-8';
const JSON_EXACTLY = 'application/json';

describe('the transport of the plan surface', () => {
  let bench: PlanBench;
  let ada: PlanPerson;

  beforeAll(async () => {
    bench = await PlanBench.open();
    ada = await bench.founder('Engines');
  });

  afterAll(() => bench.close());

  const send = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<RawAnswer> =>
    raw(bench.gateway.url, method, path, { headers: { ...VERSION, ...headers }, body });
  const authorized = (value: string) => ({ authorization: `Bearer ${value}` });
  const orgs = (headers: Record<string, string>) => send('GET', '/orgs/session', headers);

  describe('to its own client', () => {
    it('takes the header as that writes it, and every other writing of it', async () => {
      const text = JSON.stringify({ token: ada.token, orgId: ada.orgId, hash: '0'.repeat(64) });
      for (const value of [
        Buffer.from(text).toString('base64'),
        Buffer.from(text).toString('base64url'),
        bearer(ada.token, ada.orgId, 'f'.repeat(64)),
        bearer(ada.token.toUpperCase(), ada.orgId),
      ])
        expect((await orgs(authorized(value))).status).toBe(200);
    });

    it.each([
      ['no header', {}, 401, 'no auth header\n'],
      ['what is no base64', authorized('!!!'), 500, 'error decoding auth token\n'],
      [
        'base64 of something else',
        authorized(Buffer.from('{"a":1}').toString('base64')),
        500,
        'error decoding auth token\n',
      ],
      ['another scheme', { authorization: 'Basic YTpi' }, 500, 'error decoding auth token\n'],
    ])('says as text that it got %s', async (_, headers, status, text) => {
      expect(await orgs(headers as Record<string, string>)).toMatchObject({ status, type: TEXT, text });
    });

    it('says as text which organization is missing', async () => {
      expect(await orgs(authorized(bearer(ada.token)))).toMatchObject({
        status: 401,
        type: TEXT,
        text: 'no org id\n',
      });
      for (const orgId of [randomUUID(), 'nowhere'])
        expect(await orgs(authorized(bearer(ada.token, orgId)))).toMatchObject({
          status: 401,
          type: TEXT,
          text: 'not a member of org\n',
        });
    });

    it('says as JSON, with nothing behind the media type, that a token does not hold', async () => {
      const { body } = await bench.signIn(ada.email);
      const [old, gone] = [body.token as string, (await bench.signIn(ada.email)).body.token as string];
      await bench.as(gone).post('/accounts/sign_out');
      await bench.installation.sql(
        `UPDATE user_session SET created_at = now() - interval '91 days', expires_at = expires_at - interval '91 days'
         WHERE token_hash = $1`,
        [
          createHash('sha256')
            .update(Buffer.from(old.replaceAll('-', ''), 'hex'))
            .digest(),
        ],
      );
      for (const token of [randomUUID(), gone, old]) {
        const { status, type, text } = await orgs(authorized(bearer(token, ada.orgId)));
        expect([status, type]).toEqual([401, JSON_EXACTLY]);
        expect(JSON.parse(text)).toMatchObject({
          type: 'invalid_token',
          status: 401,
          msg: 'Invalid auth token',
        });
      }
    });

    it('looks at the token before the organization', async () => {
      expect((await orgs(authorized(bearer(randomUUID())))).type).toBe(JSON_EXACTLY);
    });

    it('needs no organization to list, found and leave', async () => {
      const { body } = await bench.signIn(ada.email);
      for (const orgId of ['', randomUUID()]) {
        const header = authorized(bearer(body.token, orgId));
        expect((await send('GET', '/orgs', header)).status).toBe(200);
        expect((await send('POST', '/orgs', header, '{"name":"More"}')).status).toBe(201);
      }
      expect((await send('POST', '/accounts/sign_out', authorized(bearer(body.token)))).status).toBe(200);
    });

    it.each([
      ['a failed validation', 'POST', '/accounts/email_verifications', '{}', 400],
      ['a broken body', 'POST', '/accounts/sign_in', '{', 400],
      ['an unknown account', 'POST', '/accounts/sign_in', '{"email":"no@example.com","pin":"x"}', 401],
      ['an id that is none', 'DELETE', '/invites/nothing', undefined, 400],
      ['an unknown invitation', 'DELETE', `/invites/${randomUUID()}`, undefined, 404],
      ['somebody unknown', 'DELETE', `/orgs/users/${randomUUID()}`, undefined, 403],
    ])('words %s as text of one line', async (_, method, path, body, status) => {
      const answer = await send(
        method,
        path,
        { ...authorized(bearer(ada.token, ada.orgId)), 'content-type': 'application/json' },
        body,
      );
      expect(answer).toMatchObject({ status, type: TEXT, text: expect.stringMatching(/^\S.*\n$/) });
    });
  });

  it('gives everybody else JSON with the members of both forms', async () => {
    const answer = await raw(bench.gateway.url, 'GET', '/orgs/session');
    expect([answer.status, answer.type]).toEqual([401, JSON_EXACTLY]);
    expect(JSON.parse(answer.text)).toEqual({
      type: 'other',
      status: 401,
      msg: 'no auth header',
      code: 401,
      message: 'no auth header',
      details: {},
    });
    const undecodable = await raw(bench.gateway.url, 'GET', '/orgs', { headers: authorized('!!!') });
    expect([undecodable.status, JSON.parse(undecodable.text).type]).toEqual([401, 'invalid_token']);
    const wrong = await raw(bench.gateway.url, 'POST', '/accounts/email_verifications', {
      body: '{"email":1}',
    });
    expect([wrong.status, Object.keys(JSON.parse(wrong.text).details.fields)]).toEqual([400, ['email']]);
  });

  it('takes the bare token of somebody with one organization', async () => {
    const bob = await bench.person();
    const { status, text } = await orgs(authorized(bob.token));
    expect([status, JSON.parse(text).id]).toEqual([200, bob.orgId]);
    expect((await orgs(authorized(ada.token))).text).toBe('no org id\n');
  });

  it.each([
    ['no content type', {}],
    ['a content type and no bytes', { 'content-type': 'application/json', 'content-length': '0' }],
    [
      'a content type and an empty chunked body',
      { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    ],
  ])('takes calls without a body, with %s', async (_, headers) => {
    const header = { ...authorized(bearer(ada.token, ada.orgId)), ...(headers as Record<string, string>) };
    expect(await send('POST', '/accounts/sign_in_codes', header)).toMatchObject({ status: 200, type: TEXT });
  });

  it('stores tokens as digests of their sixteen bytes', async () => {
    const digest = createHash('sha256')
      .update(Buffer.from(ada.token.replaceAll('-', ''), 'hex'))
      .digest();
    const [row] = await bench.installation.sql<{ days: number }>(
      'SELECT extract(epoch FROM expires_at - created_at)::float8 / 86400 AS days FROM user_session WHERE token_hash = $1',
      [digest],
    );
    expect(row?.days).toBe(90);
    await orgs(authorized(bearer(ada.token, ada.orgId)));
    const [later] = await bench.installation.sql<{ days: number }>(
      'SELECT extract(epoch FROM expires_at - created_at)::float8 / 86400 AS days FROM user_session WHERE token_hash = $1',
      [digest],
    );
    expect(later?.days).toBe(90);
  });

  describe('to browsers', () => {
    const asBrowser = { accept: 'application/json' };
    const jarOf = ({ cookies }: RawAnswer) =>
      cookies.map((cookie) => cookie.slice(0, cookie.indexOf(';'))).join('; ');
    const inCookie = (jar: string, name: string): unknown =>
      JSON.parse(
        Buffer.from(
          (new RegExp(`${name}="(?:Bearer )?([^"]*)"`).exec(jar)?.[1] ?? '').replaceAll('-', '+'),
          'base64url',
        ).toString(),
      );
    const signIn = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ email: ada.email, pin: await bench.pin(ada.email) });
      return send('POST', '/accounts/sign_in', { ...headers, 'content-type': 'application/json' }, body);
    };

    it('gives the credential as cookies too, and to nobody else', async () => {
      expect((await signIn({})).cookies).toEqual([]);
      const { cookies } = await signIn(asBrowser);
      expect(cookies.map((one) => one.split('=')[0])).toEqual(['authToken', 'accounts']);
      for (const cookie of cookies)
        expect(cookie).toMatch(/; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure$/);
    });

    it('takes the cookie where there is no header, from the choice of an organization to sign-out', async () => {
      const signedIn = await signIn(asBrowser);
      const first = jarOf(signedIn);
      expect(inCookie(first, 'accounts')).toEqual([
        {
          userId: ada.id,
          email: ada.email,
          userName: 'Ada Lovelace',
          token: JSON.parse(signedIn.text).token,
        },
      ]);
      expect((await orgs({ cookie: first })).text).toBe('no org id\n');
      const founded = await send('POST', '/orgs', { ...asBrowser, cookie: first }, '{"name":"Looms"}');
      const second = jarOf(founded);
      expect(inCookie(second, 'authToken')).toEqual({
        token: JSON.parse(signedIn.text).token,
        orgId: JSON.parse(founded.text).id,
        hash: createHash('sha256').update('Looms||false||false').digest('hex'),
      });
      const session = await orgs({ ...asBrowser, cookie: `theme=dark; ${second}` });
      expect([session.status, JSON.parse(session.text).name, session.cookies.length]).toEqual([
        200,
        'Looms',
        2,
      ]);
      expect((await orgs({ cookie: second, ...authorized(bearer(randomUUID())) })).status).toBe(401);
      const foreign = { ...asBrowser, cookie: second, origin: 'http://127.0.0.1:1' };
      const forged = await send('POST', '/orgs', foreign, '{"name":"Traps"}');
      expect(forged.status).toBe(403);
      expect((await orgs(foreign)).status).toBe(200);
      const out = await send('POST', '/accounts/sign_out', { cookie: second });
      expect(out.cookies.map((one) => /="";.*Max-Age=0;/.test(one))).toEqual([true, true]);
      expect((await orgs({ cookie: second })).type).toBe(JSON_EXACTLY);
    });

    it('takes it on no other surface', async () => {
      const jar = jarOf(await signIn(asBrowser));
      expect((await raw(bench.gateway.url, 'GET', '/users/me', { headers: { cookie: jar } })).status).toBe(
        401,
      );
    });
  });
});
