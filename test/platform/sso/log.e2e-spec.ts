import { FalseIssuer } from '@muster/testing';
import { AppProcess, freePort } from '../../support/app-process';
import { Installation, PASSWORD } from '../../support/installation';

const SECRET = 'a-secret-between-the-two-of-us';

describe('the log of a gateway through which people sign in', () => {
  let installation: Installation;
  let issuer: FalseIssuer;
  let url: string;

  beforeAll(async () => {
    installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
    issuer = await FalseIssuer.start();
  });

  afterAll(async () => {
    await issuer.close();
    await installation.close();
  });

  const send = async (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(new URL(path, url), {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });

  it('tells administrators what is wrong, and holds no secret, no code and no token', async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const env = { ...installation.env, PORT: String(port), LOG_LEVEL: 'trace' };
    const gateway = AppProcess.start('gateway', env);
    await gateway.ready();
    const login = { email: 'admin@muster.local', password: PASSWORD };
    const { access_token } = (await (await send('/api/v1/auth/login', login)).json()) as {
      access_token: string;
    };
    const provider = {
      slug: 'corp',
      name: 'Corp',
      issuer: issuer.url,
      client_id: 'muster',
      client_secret: SECRET,
    };
    const bearer = { authorization: `Bearer ${access_token}` };
    expect((await send('/api/v1/security/identity-providers', provider, bearer)).status).toBe(201);
    const { headers } = await send('/api/v1/auth/sso/corp/start');
    const away = new URL(headers.get('location') ?? '');
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    issuer.fails = { token: { status: 401, body: { error: 'invalid_client', error_description: SECRET } } };
    const back = new URL(away.searchParams.get('redirect_uri') ?? '');
    const state = away.searchParams.get('state') ?? '';
    back.search = new URLSearchParams({ code: 'the-code-of-the-issuer', state }).toString();
    const answer = await send(back.href, undefined, { cookie });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('invalid_client')]);
    const { output } = await gateway.stop();
    expect(output).toContain('invalid_client');
    for (const secret of [SECRET, 'the-code-of-the-issuer', cookie.split('=')[1] ?? '', access_token])
      expect(output).not.toContain(secret);
  });
});
