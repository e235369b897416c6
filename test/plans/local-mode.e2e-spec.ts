import { bearer, PlanBench, raw, VERSION } from './plan-bench';

const LOCAL = 'local-admin@plandex.ai';

describe('local mode of the plan surface', () => {
  let bench: PlanBench;

  beforeEach(async () => {
    bench = await PlanBench.open();
  });

  afterEach(() => bench.close());

  const post = async (
    path: string,
    body: object | undefined,
    headers: Record<string, string> = {},
    url = bench.gateway.url,
  ) => {
    const sent = { ...VERSION, ...(body && { 'content-type': 'application/json' }), ...headers };
    const { status, text, type } = await raw(url, 'POST', path, {
      headers: sent,
      body: body && JSON.stringify(body),
    });
    return { status, text, type, body: type?.startsWith('application/json') ? JSON.parse(text) : text };
  };
  const verify = (headers?: Record<string, string>, url?: string) =>
    post('/accounts/email_verifications', { email: LOCAL, userId: '' }, headers, url);
  const account = { email: LOCAL, pin: '', userName: 'Local Admin' };

  it('goes the way of the client from the first start to sign-out, without a PIN or a mail', async () => {
    expect((await verify()).body).toEqual({ hasAccount: false, isLocalMode: true });
    const created = await post('/accounts', account);
    expect([created.status, created.body.orgs, created.body.isLocalMode]).toEqual([201, [], true]);
    const founded = await post(
      '/orgs',
      { name: 'Local Org', autoAddDomainUsers: false },
      { authorization: `Bearer ${bearer(created.body.token)}` },
    );
    expect(founded.status).toBe(201);

    expect((await verify()).body).toEqual({ hasAccount: true, isLocalMode: true });
    const again = await post('/accounts/sign_in', { email: LOCAL, pin: '', isSignInCode: false });
    expect([again.status, again.body.orgs.map(({ name }: { name: string }) => name)]).toEqual([
      200,
      ['Local Org'],
    ]);
    const client = bench.as(again.body.token, founded.body.id);
    expect(((await client.get('/orgs')).body as object[]).length).toBe(1);
    expect((await client.get('/orgs/session')).body).toMatchObject({ name: 'Local Org', isTrial: false });
    expect((await client.post('/accounts/sign_out')).status).toBe(200);
    expect((await client.get('/orgs')).status).toBe(401);
    expect(await bench.installation.sql('SELECT FROM mail')).toEqual([]);
  });

  it('shows nobody that its address is theirs, and so takes no domain for itself', async () => {
    const [{ body: created }, { body: again }] = [
      await post('/accounts', account),
      await post('/accounts/sign_in', { email: LOCAL, pin: '' }),
    ];
    for (const { token } of [created, again]) {
      const authorization = `Bearer ${bearer(token)}`;
      const claim = await post('/orgs', { name: 'All', autoAddDomainUsers: true }, { authorization });
      expect([claim.status, claim.text]).toEqual([400, 'Your e-mail address has to be verified first\n']);
    }
  });

  it('has nobody else in it, and says so in the form that its client prints', async () => {
    const { body } = await post('/accounts', account);
    const header = { authorization: `Bearer ${bearer(body.token)}` };
    const { body: org } = await post('/orgs', { name: 'Local Org' }, header);
    const local = { ...VERSION, authorization: `Bearer ${bearer(body.token, org.id)}` };
    const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
    for (const [method, path] of [
      ['GET', '/users'],
      ['DELETE', `/orgs/users/${id}`],
      ['POST', '/invites'],
      ['GET', '/invites/pending'],
      ['GET', '/invites/accepted'],
      ['GET', '/invites/all'],
      ['DELETE', `/invites/${id}`],
    ] as const) {
      const { status, type, text } = await raw(bench.gateway.url, method, path, { headers: local });
      expect([status, type]).toEqual([403, 'application/json']);
      expect(JSON.parse(text)).toMatchObject({
        type: 'other',
        status: 403,
        msg: 'Not available in local mode',
      });
    }
  });

  it('is not for pages in a browser, nor for what comes through a proxy', async () => {
    await post('/accounts', account);
    const suspicious: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-origin' },
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=127.0.0.1' },
    ];
    for (const headers of suspicious) {
      expect(await verify(headers)).toMatchObject({
        status: 403,
        body: 'Local mode is not available here\n',
      });
      const signIn = await post('/accounts/sign_in', { email: LOCAL }, headers);
      expect(signIn.status).toBe(403);
    }
  });

  it('is off in production and where it is switched off, and for all where it is switched on', async () => {
    const settings = [{ PLAN_LOCAL_MODE: 'off' }, { NODE_ENV: 'production' }] as Record<string, string>[];
    for (const env of settings) {
      const closed = await bench.installation.startGateway(env);
      expect((await verify({}, closed.url)).status).toBe(403);
      expect((await post('/accounts', account, {}, closed.url)).status).toBe(403);
      await closed.close();
    }
    const open = await bench.installation.startGateway({ PLAN_LOCAL_MODE: 'on' });
    expect((await verify({ 'x-forwarded-for': '10.0.0.7' }, open.url)).status).toBe(200);
    expect((await verify({ origin: 'https://evil.example' }, open.url)).status).toBe(403);
    expect(await bench.installation.sql('SELECT FROM mail')).toEqual([]);
  });

  it('lets nobody into an account that has a password, or rights in the installation', async () => {
    const { person } = bench.gateway;
    const somebody = await person({ email: LOCAL });
    expect((await verify()).status).toBe(403);
    expect((await post('/accounts/sign_in', { email: LOCAL, pin: '' })).status).toBe(403);
    await bench.installation.sql(
      'UPDATE app_user SET password_hash = NULL, instance_admin = true WHERE id = $1',
      [somebody.actor.userId],
    );
    expect((await verify()).status).toBe(403);
    expect((await post('/accounts/sign_in', { email: LOCAL, pin: '' })).status).toBe(403);
  });

  it('asks everybody else for a PIN', async () => {
    const email = bench.email();
    const { body } = await post('/accounts/email_verifications', { email });
    expect(body).toEqual({ hasAccount: false, isLocalMode: false });
    expect((await post('/accounts', { email, pin: '', userName: 'Eve' })).status).toBe(401);
  });
});

describe('registration on the plan surface', () => {
  it.each([
    ['closed', 'Registration is closed\n', false],
    ['invite', 'Registration is by invitation\n', true],
  ])('where it is %s sends strangers no PIN', async (mode, says, forInvited) => {
    const bench = await PlanBench.open();
    const ada = await bench.founder();
    const [stranger, invited] = [bench.email(), bench.email()];
    const { body: roles } = await ada.in().get('/orgs/roles');
    await ada.in().post('/invites', { email: invited, name: 'Bob', orgRoleId: roles[2].id });
    const strict = await bench.installation.startGateway({ REGISTRATION: mode });
    const client = strict.client.with(VERSION);
    const refused = await client.post('/accounts/email_verifications', { email: stranger });
    expect([refused.status, refused.body]).toEqual([403, says]);
    expect(await bench.mailTo(stranger)).toBe('');
    const known = await client.post('/accounts/email_verifications', { email: ada.email });
    expect(known.status).toBe(200);
    const welcome = await client.post('/accounts/email_verifications', { email: invited });
    expect(welcome.status).toBe(forInvited ? 200 : 403);
    if (forInvited) {
      const pin = await bench.pinFor(invited);
      const { status, body } = await client.post('/accounts', { email: invited, pin, userName: 'Bob' });
      expect([status, body.orgs.map(({ id }: { id: string }) => id)]).toEqual([201, [ada.orgId]]);
    }
    await bench.close();
  });
});
