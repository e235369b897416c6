import { createHash } from 'node:crypto';
import { PASSWORD } from '../support/installation';
import { bearer, PlanBench } from './plan-bench';

const STRONG = 'Correct-Horse-7-Battery';

let bench: PlanBench;

beforeAll(async () => {
  bench = await PlanBench.open();
});

afterAll(() => bench.close());

const verify = (body: object) => bench.stranger.post('/accounts/email_verifications', body);
const signIn = (body: object) => bench.stranger.post('/accounts/sign_in', body);
const checkPin = (email: string, pin: string) =>
  bench.stranger.post('/accounts/email_verifications/check_pin', { email, pin });

describe('a PIN', () => {
  it('opens an account for somebody unknown, and signs in whoever has one', async () => {
    const email = bench.email();
    expect((await verify({ email: email.toUpperCase() })).body).toEqual({
      hasAccount: false,
      isLocalMode: false,
    });
    const pin = await bench.pinFor(email);
    expect(pin).toMatch(/^[a-z0-9]{6}$/);
    const created = await bench.stranger.post('/accounts', { email, pin, userName: 'Ada' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      userId: expect.any(String),
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email,
      userName: 'Ada',
      orgs: [expect.objectContaining({ name: 'Default', isTrial: false, autoAddDomainUsers: false })],
      isLocalMode: false,
    });
    expect((await verify({ email })).body).toEqual({ hasAccount: true, isLocalMode: false });
    const again = await signIn({ email, pin: ` ${(await bench.pinFor(email)).toUpperCase()} ` });
    expect([again.status, again.body.userId]).toEqual([200, created.body.userId]);
    expect(again.body.token).not.toBe(created.body.token);
  });

  it('is good once, whoever comes first', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await signIn({ email, pin })).status));
    expect(statuses.sort()).toEqual([200, 401, 401, 401]);
  });

  it('is not used up by a check, which a wrong one does not pass', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    for (let times = 0; times < 8; times += 1)
      expect([(await checkPin(email, pin)).status, (await checkPin(email, pin)).body]).toEqual([
        200,
        undefined,
      ]);
    expect(await checkPin(email, 'wrong1')).toMatchObject({ status: 404, body: 'pin not found\n' });
    expect((await signIn({ email, pin })).status).toBe(200);
    expect((await checkPin(email, pin)).status).toBe(404);
  });

  it('is good for five minutes', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    const age = (seconds: number) =>
      bench.installation.sql(
        `UPDATE sign_in_pin SET expires_at = expires_at - make_interval(secs => $2) WHERE email = $1`,
        [email, seconds],
      );
    await age(290);
    expect((await checkPin(email, pin)).status).toBe(200);
    await age(10);
    expect((await checkPin(email, pin)).status).toBe(404);
    expect((await signIn({ email, pin })).status).toBe(401);
  });

  it('is void after five wrong guesses, even when they come at once', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    await Promise.all(Array.from({ length: 5 }, () => signIn({ email, pin: 'wrong1' })));
    expect((await signIn({ email, pin })).status).toBe(401);
  });

  it('is of one address', async () => {
    const [one, other] = [await bench.person(), await bench.person()];
    const pin = await bench.pin(one.email);
    expect((await signIn({ email: other.email, pin })).status).toBe(401);
    expect((await signIn({ email: one.email, pin })).status).toBe(200);
  });

  it('stands nowhere in the database but in the mail', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    const rows = await bench.installation.sql(
      'SELECT *, encode(digest, $2) AS hex FROM sign_in_pin WHERE email = $1',
      [email, 'escape'],
    );
    expect(rows).not.toHaveLength(0);
    expect(JSON.stringify(rows)).not.toContain(pin);
    const plain = createHash('sha256').update(pin).digest();
    expect(await bench.installation.sql('SELECT FROM sign_in_pin WHERE digest = $1', [plain])).toEqual([]);
  });

  it('is mailed to one address ten times an hour at most', async () => {
    const email = bench.email();
    const answers = await Promise.all(Array.from({ length: 12 }, () => verify({ email })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(200), 429, 429]);
  });
});

describe('accounts of the plan surface', () => {
  describe('an e-mail verification', () => {
    it.each([
      ['an unknown address where a user is required', { requireUser: true }, 404],
      ['an unknown user', { userId: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }, 404],
      ['a user id that is none', { userId: 'nobody' }, 404],
      ['no address', { email: 'nobody' }, 400],
    ])('refuses %s', async (_, more, status) => {
      expect((await verify({ email: bench.email(), ...more })).status).toBe(status);
    });

    it('refuses a known address where none may be, and that of somebody else', async () => {
      const { email, id } = await bench.person();
      expect((await verify({ email, requireNoUser: true })).status).toBe(409);
      expect((await verify({ email, requireUser: true, userId: id })).status).toBe(200);
      expect((await verify({ email: bench.email(), userId: id })).status).toBe(400);
    });
  });

  it('says that an unknown address is not found', async () => {
    const { status, body } = await signIn({ email: bench.email(), pin: 'abcdef' });
    expect([status, body]).toEqual([401, 'user not found\n']);
  });

  it('opens one account for an address', async () => {
    const { email } = await bench.person();
    const pin = await bench.pin(email);
    expect((await bench.stranger.post('/accounts', { email, pin, userName: 'Eve' })).status).toBe(409);
  });

  describe('a code for another client', () => {
    it('lets in once, as the user, into the organization it is of', async () => {
      const ada = await bench.founder();
      const { status, body: code, headers } = await ada.in().post('/accounts/sign_in_codes');
      expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(code).toMatch(/^[a-z0-9]{6}$/);
      const { body } = await signIn({ pin: code, isSignInCode: true });
      expect([body.userId, body.orgs.map(({ id }: { id: string }) => id)]).toEqual([ada.id, [ada.orgId]]);
      expect((await bench.as(body.token, ada.orgId).get('/orgs/session')).status).toBe(200);
      expect((await signIn({ pin: code, isSignInCode: true })).status).toBe(401);
    });

    it('is no PIN, is of no other address, and ends after five minutes', async () => {
      const [ada, eve] = [await bench.founder(), await bench.person()];
      const code = async () => (await ada.in().post('/accounts/sign_in_codes')).body as string;
      expect((await signIn({ email: ada.email, pin: await code() })).status).toBe(401);
      expect((await signIn({ email: eve.email, pin: await code(), isSignInCode: true })).status).toBe(401);
      const late = await code();
      await bench.installation.sql(`UPDATE sign_in_pin SET expires_at = now() WHERE kind = 'code'`);
      expect((await signIn({ pin: late, isSignInCode: true })).status).toBe(401);
    });

    it('is worth what the session is in which it was made, at that moment', async () => {
      const ada = await bench.founder();
      const { installation } = bench;
      const factor = (shown: boolean) =>
        installation.sql('UPDATE user_session SET mfa = $2 WHERE user_id = $1', [ada.id, shown]);
      const opened = async (pin: string) => {
        expect((await signIn({ pin, isSignInCode: true })).status).toBe(200);
        const [newest] = await installation.sql<{ mfa: boolean }>(
          'SELECT mfa FROM user_session WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1',
          [ada.id],
        );
        return newest?.mfa;
      };
      const code = async () => (await ada.in().post('/accounts/sign_in_codes')).body as string;
      expect(await opened(await code())).toBe(false);
      await factor(true);
      expect(await opened(await code())).toBe(true);
      const late = await code();
      await factor(false);
      expect(await opened(late)).toBe(false);
    });

    it('is no proof of who is there: that was when the first session began', async () => {
      const ada = await bench.founder();
      await bench.installation.sql(
        `UPDATE user_session SET authenticated_at = now() - interval '11 minutes' WHERE user_id = $1`,
        [ada.id],
      );
      const { body: code } = await ada.in().post('/accounts/sign_in_codes');
      const { body } = await signIn({ pin: code, isSignInCode: true });
      const setup = await bench.gateway.client
        .as(bearer(body.token, ada.orgId))
        .post('/api/v1/auth/mfa/setup', {});
      expect([setup.status, setup.body.details.reason]).toEqual([403, 'sign_in_again']);
    });

    it('ends with the session in which it was made', async () => {
      const ada = await bench.founder();
      const { body: code } = await ada.in().post('/accounts/sign_in_codes');
      await ada.in().post('/accounts/sign_out');
      expect((await signIn({ pin: code, isSignInCode: true })).status).toBe(401);
    });

    it('takes an organization', async () => {
      const ada = await bench.person();
      const { status, body } = await bench.as(ada.token).post('/accounts/sign_in_codes');
      expect([status, body]).toEqual([401, 'no org id\n']);
    });
  });

  it('end the token at sign-out, and no other', async () => {
    const ada = await bench.person();
    const { body } = await bench.signIn(ada.email);
    expect((await ada.in().post('/accounts/sign_out')).status).toBe(200);
    expect((await ada.in().get('/orgs')).status).toBe(401);
    expect((await bench.as(body.token).get('/orgs')).status).toBe(200);
  });

  describe('are the same on every surface', () => {
    it('with a password that a PIN sets, which ends what was open', async () => {
      const ada = await bench.person();
      const login = (password: string) =>
        bench.gateway.client.post('/auth/login', { username: ada.email, password });
      expect((await login(STRONG)).status).toBe(401);
      const set = async (password: string, pin: string) =>
        bench.stranger.post('/accounts/password', { email: ada.email, pin, password });
      expect((await set(STRONG, 'wrong1')).status).toBe(401);
      expect((await set('short', await bench.pin(ada.email))).status).toBe(400);
      expect((await set(STRONG, await bench.pin(ada.email))).status).toBe(204);
      const { status, body } = await login(STRONG);
      expect([status, body.user.id]).toEqual([200, ada.id]);
      expect((await bench.gateway.client.as(body.token).get('/users/me')).body.email).toBe(ada.email);
      expect((await ada.in().get('/orgs')).status).toBe(401);
    });

    it('so that a plan token works on the others, and their tokens here', async () => {
      const ada = await bench.person();
      const me = await bench.gateway.client.as(bearer(ada.token, ada.orgId)).get('/users/me');
      expect([me.status, me.body.id]).toEqual([200, ada.id]);
      const bob = await bench.gateway.person();
      const session = await bench.stranger.as(bob.token).get('/orgs/session');
      expect([session.status, session.body.id]).toEqual([200, bob.actor.orgId]);
    });

    it('so that whoever registered elsewhere signs in here by PIN, and keeps the password', async () => {
      const bob = await bench.gateway.person();
      const { status, body } = await bench.signIn(bob.email);
      expect([status, body.userId, body.orgs.length]).toEqual([200, bob.actor.userId, 1]);
      const login = await bench.gateway.client.post('/auth/login', {
        username: bob.email,
        password: PASSWORD,
      });
      expect(login.status).toBe(200);
    });
  });

  it('with a second factor are not let in by PIN, but by code', async () => {
    const ada = await bench.person();
    const { body: code } = await ada.in().post('/accounts/sign_in_codes');
    await bench.installation.sql('UPDATE app_user SET mfa_enabled = true WHERE id = $1', [ada.id]);
    expect(await bench.signIn(ada.email)).toMatchObject({
      status: 403,
      body: expect.stringContaining('second factor'),
    });
    expect((await signIn({ pin: code, isSignInCode: true })).status).toBe(200);
  });

  it('that are switched off get in by neither', async () => {
    const ada = await bench.person();
    const { body: code } = await ada.in().post('/accounts/sign_in_codes');
    await bench.installation.sql('UPDATE app_user SET active = false WHERE id = $1', [ada.id]);
    expect((await bench.signIn(ada.email)).status).toBe(403);
    expect((await signIn({ pin: code, isSignInCode: true })).status).toBe(403);
  });

  it('are limited by address, more strictly than other requests', async () => {
    const limited = await bench.installation.startGateway({
      RATE_LIMIT: 'on',
      RATE_LIMIT_LOGIN: '3',
      RATE_LIMIT_REGISTER: '2',
    });
    const client = limited.client.with({ 'x-client-version': '2.2.1' });
    const statuses = async (path: string, body: object, times: number) => {
      const seen = [];
      for (let at = 0; at < times; at += 1) seen.push((await client.post(path, body)).status);
      return seen;
    };
    const email = bench.email();
    expect(await statuses('/accounts/sign_in', { email, pin: 'abcdef' }, 4)).toEqual([401, 401, 401, 429]);
    expect(await statuses('/accounts/email_verifications', { email }, 3)).toEqual([200, 200, 429]);
    await limited.close();
  });
});
