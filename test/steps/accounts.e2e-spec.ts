import { randomBytes } from 'node:crypto';
import { InvitesService } from '@muster/identity';
import { Installation, PASSWORD, RunningGateway } from '../support/installation';

const someone = (more: Record<string, unknown> = {}) => {
  const username = `ada-${randomBytes(4).toString('hex')}`;
  return { username, name: 'Ada Lovelace', email: `${username}@example.com`, password: PASSWORD, ...more };
};

describe('accounts of the step surface', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterAll(() => installation.close());

  describe('registration', () => {
    it('opens an account and signs in, with names trimmed and logins in lower case', async () => {
      const { username, ...rest } = someone({ name: '  Ada Lovelace ' });
      const { status, body } = await gateway.client.post('/auth/register', {
        username: ` ${username.toUpperCase()} `,
        ...rest,
      });
      expect(status).toBe(200);
      expect(body.user).toEqual({
        id: expect.any(String),
        username,
        name: 'Ada Lovelace',
        email: `${username}@example.com`,
      });
      const me = await gateway.client.as(body.token).get('/users/me');
      expect([me.status, me.body]).toEqual([200, body.user]);
    });

    it.each([
      ['username', { username: 'ab' }],
      ['username', { username: 'with space' }],
      ['username', { username: 'x'.repeat(51) }],
      ['name', { name: '   ' }],
      ['name', { name: 'x'.repeat(101) }],
      ['email', { email: 'nobody' }],
      ['email', { email: undefined }],
      ['password', { password: 'seven77' }],
      ['password', { password: 8 }],
    ])('names a bad %s', async (field, bad) => {
      const { status, body } = await gateway.client.post('/auth/register', someone(bad));
      expect([status, Object.keys(body.validationErrors)]).toEqual([400, [field]]);
      expect(body).toMatchObject({ path: '/auth/register', statusCode: 400 });
    });

    it.each(['username', 'email'] as const)('refuses a %s that is taken, in any writing', async (field) => {
      const first = someone();
      await gateway.client.post('/auth/register', first);
      const again = someone({ [field]: first[field].toUpperCase() });
      const { status, body } = await gateway.client.post('/auth/register', again);
      expect([status, Object.keys(body.validationErrors)]).toEqual([409, [field]]);
    });

    it('lets one of several in who want the same name at once', async () => {
      const { username } = someone();
      const statuses = await Promise.all(
        [1, 2, 3, 4].map(async () => {
          return (await gateway.client.post('/auth/register', { ...someone(), username })).status;
        }),
      );
      expect(statuses.sort()).toEqual([200, 409, 409, 409]);
    });

    it('asks for an invitation where the installation does, and takes each as often as it holds', async () => {
      const invited = await installation.startGateway({ REGISTRATION: 'invite' });
      const { code } = await gateway.app.get(InvitesService, { strict: false }).create({ maxUses: 1 });
      const register = (inviteCode?: string) =>
        invited.client.post('/auth/register', someone({ inviteCode }));
      for (const wrong of [undefined, 'unknown']) {
        const { status, body } = await register(wrong);
        expect([status, body.message]).toEqual([400, 'Invalid invite code']);
      }
      const statuses = await Promise.all([1, 2, 3].map(async () => (await register(code)).status));
      expect(statuses.sort()).toEqual([200, 400, 400]);
    });

    it('says that there is no valid JSON in a body without it', async () => {
      const garbage = { raw: '{', headers: { 'content-type': 'application/json' } };
      const { status, body } = await gateway.client.send('POST', '/auth/register', garbage);
      expect([status, body.path]).toEqual([400, '/auth/register']);
    });
  });

  describe('signing in', () => {
    it('takes the username or the e-mail, in any writing', async () => {
      const { username, email } = await gateway.person();
      for (const login of [username, email, ` ${email.toUpperCase()} `]) {
        const { status, body } = await gateway.client.post('/auth/login', {
          username: login,
          password: PASSWORD,
        });
        expect([status, body.user?.username]).toEqual([200, username]);
      }
    });

    it('answers an unknown account and a wrong password alike', async () => {
      const { username } = await gateway.person();
      const answers = [
        await gateway.client.post('/auth/login', { username, password: 'wrong password' }),
        await gateway.client.post('/auth/login', { username: 'nobody-at-all', password: PASSWORD }),
      ];
      for (const { status, body } of answers)
        expect([status, body.message]).toEqual([401, 'Invalid credentials']);
    });

    it('is locked after five failures, for the right password, too', async () => {
      const { username } = await gateway.person();
      const login = (password: string) => gateway.client.post('/auth/login', { username, password });
      for (let failure = 1; failure <= 5; failure += 1) expect((await login('wrong')).status).toBe(401);
      const { status, headers } = await login(PASSWORD);
      expect([status, Number(headers.get('retry-after')) > 0]).toEqual([423, true]);
    });

    it('names what is missing', async () => {
      const { status, body } = await gateway.client.post('/auth/login', { username: 'ada' });
      expect([status, Object.keys(body.validationErrors)]).toEqual([400, ['password']]);
    });

    it('is counted by address', async () => {
      const strict = await installation.startGateway({ RATE_LIMIT: 'on', RATE_LIMIT_LOGIN: '2' });
      const statuses = [];
      for (let n = 0; n < 3; n += 1)
        statuses.push(
          (await strict.client.post('/auth/login', { username: 'nobody-here', password: 'x' })).status,
        );
      expect(statuses).toEqual([401, 401, 429]);
    });
  });

  describe('the profile', () => {
    it.each([
      ['GET', '/users/me'],
      ['PATCH', '/users/me'],
      ['PUT', '/users/me/password'],
    ])('%s %s is for nobody without a credential that holds', async (method, path) => {
      const bodies = method === 'GET' ? {} : { body: {} };
      for (const client of [gateway.client, gateway.client.as('a.b.c'), gateway.client.as('nonsense')]) {
        const { status, body } = await client.send(method, path, bodies);
        expect([status, body.statusCode]).toEqual([401, 401]);
      }
    });

    it('changes what is sent and nothing else', async () => {
      const { client, username, email } = await gateway.person();
      const renamed = await client.patch('/users/me', { name: ' Grace Hopper ', email: null });
      expect(renamed.body).toMatchObject({ username, name: 'Grace Hopper', email });
      const moved = await client.patch('/users/me', { email: `New-${email}`, username: 'other' });
      expect(moved.body).toMatchObject({ username, name: 'Grace Hopper', email: `new-${email}` });
      expect((await client.patch('/users/me')).body).toEqual(moved.body);
    });

    it('takes another e-mail with the password, or from somebody who signed in a moment ago', async () => {
      const { client, actor, email } = await gateway.person();
      await installation.sql(
        `UPDATE user_session SET authenticated_at = now() - interval '11 minutes' WHERE user_id = $1`,
        [actor.userId],
      );
      const move = async (more: object) =>
        (await client.patch('/users/me', { email: `other-${email}`, ...more })).status;
      expect(await move({})).toBe(403);
      expect(await move({ currentPassword: 'wrong' })).toBe(403);
      expect((await client.patch('/users/me', { name: 'Grace', email })).status).toBe(200);
      expect(await move({ currentPassword: PASSWORD })).toBe(200);
    });

    it('takes no other e-mail from a key, whatever its scopes are', async () => {
      const { client, email } = await gateway.person();
      const { body } = await client.post('/api/v1/security/api-keys', { name: 'CI', scopes: ['write'] });
      const own = gateway.client.as(body.key);
      expect((await own.patch('/users/me', { email: `other-${email}` })).status).toBe(403);
      expect((await own.patch('/users/me', { name: 'Grace' })).status).toBe(200);
      expect((await own.get('/users/me')).body.email).toBe(email);
    });

    it('refuses an e-mail that somebody else has, and one that is none', async () => {
      const [ada, grace] = await Promise.all([gateway.person(), gateway.person()]);
      expect((await ada.client.patch('/users/me', { email: grace.email })).status).toBe(409);
      const { status, body } = await ada.client.patch('/users/me', { email: 'x' });
      expect([status, Object.keys(body.validationErrors)]).toEqual([400, ['email']]);
    });
  });

  describe('the password', () => {
    it('changes, and ends every token issued before', async () => {
      const { client, username } = await gateway.person();
      const change = { currentPassword: PASSWORD, newPassword: 'another horse' };
      const { status, body } = await client.put('/users/me/password', change);
      expect([status, body]).toEqual([200, undefined]);
      expect((await client.get('/users/me')).status).toBe(401);
      const login = (password: string) => gateway.client.post('/auth/login', { username, password });
      expect((await login(PASSWORD)).status).toBe(401);
      expect((await login('another horse')).status).toBe(200);
    });

    it('stays when the current one is wrong or the new one too short', async () => {
      const { client } = await gateway.person();
      const wrong = await client.put('/users/me/password', {
        currentPassword: 'wrong',
        newPassword: 'another horse',
      });
      expect(wrong.status).toBe(403);
      const short = await client.put('/users/me/password', {
        currentPassword: PASSWORD,
        newPassword: 'short',
      });
      expect([short.status, Object.keys(short.body.validationErrors)]).toEqual([400, ['newPassword']]);
      expect((await client.get('/users/me')).status).toBe(200);
    });

    it('is changed once by several who try at once', async () => {
      const { client } = await gateway.person();
      const answers = await Promise.all(
        ['first new one', 'second new one'].map((newPassword) =>
          client.put('/users/me/password', { currentPassword: PASSWORD, newPassword }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });
  });
});
