import { ConflictError, InvalidError, NotFoundError } from '@muster/platform';
import {
  newcomer,
  PASSWORD,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';
import { Profiles } from './profiles.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

describe('login', () => {
  it('takes the username or the e-mail, however written', async () => {
    const { actor, input } = await app.person();
    for (const username of [
      input.username,
      ` ${String(input.username).toUpperCase()}`,
      input.email.toUpperCase(),
    ]) {
      const { token, user } = await app.accounts.login({ username: String(username), password: PASSWORD });
      expect(user.id).toBe(actor.userId);
      expect(await app.authenticator.authenticate(token)).toEqual({
        ...actor,
        credentialId: expect.any(String) as string,
      });
    }
  });

  it('answers the same for a wrong password and for nobody', async () => {
    const { input } = await app.person();
    const errors = await Promise.all(
      [
        String(input.username),
        input.email,
        'nobody',
        'nobody@example.com',
        '',
        'nul\u0000',
        'x'.repeat(10_000),
      ].map((username) =>
        app.accounts.login({ username, password: 'wrong' }).catch((error: unknown) => error),
      ),
    );
    for (const error of errors)
      expect(error).toMatchObject({
        code: 'unauthenticated',
        message: 'Invalid credentials',
        details: { reason: 'credentials' },
      });
  });

  it('reads a password the same from any keyboard', async () => {
    const { input } = await app.person({ password: 'cafe\u0301 noir' });
    const login = { username: input.email, password: 'caf\u00e9 noir' };
    await expect(app.accounts.login(login)).resolves.toBeDefined();
  });

  it('takes long passwords of any characters, and looks at each of them', async () => {
    const password = `${'a b 😀 ß\tØ'.repeat(12)} End`;
    expect([...password].length).toBeGreaterThan(64);
    const { input } = await app.person({ password });
    const outcome = (typed: string) =>
      app.accounts.login({ username: input.email, password: typed }).then(
        () => 'in',
        () => 'out',
      );
    expect(await outcome(password.slice(0, -1))).toBe('out');
    expect(await outcome(password.replace('End', 'end'))).toBe('out');
    expect(await outcome(` ${password}`)).toBe('out');
    expect(await outcome(password)).toBe('in');
  });

  it('remembers when', async () => {
    const { actor, input } = await app.person();
    expect((await app.get(Profiles).of(actor)).lastLoginAt).toBeNull();
    await app.accounts.login({ username: input.email, password: PASSWORD });
    expect((await app.get(Profiles).of(actor)).lastLoginAt).toBeInstanceOf(Date);
  });

  it('has no place for the account of the public workspace', async () => {
    for (const username of ['anonymous', 'anonymous@muster.invalid'])
      await expect(app.accounts.login({ username, password: '' })).rejects.toMatchObject({
        details: { reason: 'credentials' },
      });
  });

  it('tells somebody without an organization why, after the right password only', async () => {
    const { actor, input } = await app.person();
    await installation.sql('DELETE FROM membership WHERE user_id = $1', [actor.userId]);
    const login = (password: string) => app.accounts.login({ username: input.email, password });
    await expect(login(PASSWORD)).rejects.toMatchObject({ details: { reason: 'no_organization' } });
    await expect(login('wrong')).rejects.toMatchObject({ details: { reason: 'credentials' } });
  });
});

describe('profile', () => {
  it('changes what is sent and nothing else', async () => {
    const { actor, input } = await app.person();
    const renamed = await app.get(Profiles).update(actor, { name: ' Countess ' });
    expect(renamed).toMatchObject({ name: 'Countess', email: input.email, username: input.username });
    const moved = await app.get(Profiles).update(actor, { email: ' New-Address@Example.com' });
    expect(moved).toMatchObject({ name: 'Countess', email: 'new-address@example.com' });
    expect(await app.get(Profiles).update(actor, {})).toEqual(moved);
    expect(await app.get(Profiles).of(actor)).toEqual(moved);
  });

  it('refuses an e-mail that is taken, and keeps the rest as it was', async () => {
    const [one, other] = await Promise.all([app.person(), app.person()]);
    const change = app.get(Profiles).update(one.actor, { name: 'X', email: other.input.email });
    await expect(change).rejects.toMatchObject({ details: { fields: { email: 'already exists' } } });
    expect(await app.get(Profiles).of(one.actor)).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('lets one of several racing for an e-mail have it', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => app.person()));
    const outcomes = await Promise.allSettled(
      people.map(({ actor }) => app.get(Profiles).update(actor, { email: 'wanted@example.com' })),
    );
    const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(losers).toHaveLength(4);
    for (const { reason } of losers) expect(reason).toBeInstanceOf(ConflictError);
  });

  it('refuses what registration would refuse', async () => {
    const { actor } = await app.person();
    await expect(app.get(Profiles).update(actor, { email: 'nowhere' })).rejects.toThrow(InvalidError);
    await expect(app.get(Profiles).update(actor, { name: ' ' })).rejects.toThrow(InvalidError);
  });

  it('does not exist for, and cannot be changed by, requests without a credential', async () => {
    const anonymous = await app.authenticator.anonymous();
    if (!anonymous) throw new Error('no public workspace');
    await expect(app.get(Profiles).of(anonymous)).rejects.toThrow(NotFoundError);
    await expect(app.get(Profiles).update(anonymous, { name: 'X' })).rejects.toThrow(NotFoundError);
    expect(await installation.sql(`SELECT name FROM app_user WHERE kind = 'anonymous'`)).toEqual([
      { name: 'Anonymous' },
    ]);
  });
});

describe('changing the password', () => {
  const change = { currentPassword: PASSWORD, newPassword: 'battery staple' };

  it('lets the new one in and the old one not', async () => {
    const { actor, input } = await app.person();
    await app.changePassword(actor, change);
    const login = (password: string) => app.accounts.login({ username: input.email, password });
    await expect(login(PASSWORD)).rejects.toMatchObject({ details: { reason: 'credentials' } });
    await expect(login(change.newPassword)).resolves.toBeDefined();
  });

  it('needs the current one', async () => {
    const { actor, input } = await app.person();
    const wrong = app.changePassword(actor, { ...change, currentPassword: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'forbidden', details: { reason: 'current_password' } });
    await expect(app.accounts.login({ username: input.email, password: PASSWORD })).resolves.toBeDefined();
  });

  it('refuses a short one before looking at the current one', async () => {
    const { actor } = await app.person();
    const short = app.changePassword(actor, { currentPassword: 'wrong', newPassword: 'seven77' });
    await expect(short).rejects.toThrow(InvalidError);
  });

  it('happens once when it is asked for many times at once', async () => {
    const { actor, input } = await app.person();
    const wanted = Array.from({ length: 4 }, (_, index) => `new password ${String(index)}`);
    const outcomes = await Promise.allSettled(
      wanted.map((newPassword) => app.changePassword(actor, { ...change, newPassword })),
    );
    const winner = wanted.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(winner).toHaveLength(1);
    const login = { username: input.email, password: String(winner[0]) };
    await expect(app.accounts.login(login)).resolves.toBeDefined();
  });
});

describe('the first administrator', () => {
  let fresh: TestInstallation;

  beforeEach(async () => {
    fresh = await testInstallation();
  });

  afterEach(() => fresh.close());

  it('is made once by processes that boot at once, and rules installation and organization', async () => {
    // Slow enough that each is under way before the first is done.
    await fresh.sql(`
      CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$;
      CREATE TRIGGER dawdle BEFORE INSERT ON app_user FOR EACH ROW EXECUTE FUNCTION dawdle()`);
    const processes = await Promise.all([fresh.start(), fresh.start(), fresh.start()]);
    const input = { email: 'Root@Example.com', password: 'given by the operator' };
    const answers = await Promise.all(
      processes.map(({ accounts }) => accounts.ensureFirstAdministrator(input)),
    );
    expect(answers.map(({ created }) => created).sort()).toEqual([false, false, true]);
    expect(new Set(answers.map(({ email }) => email))).toEqual(new Set(['root@example.com']));
    const [first] = processes;
    const { token } = await first.accounts.login({
      username: 'root',
      password: input.password,
    });
    expect(await first.authenticator.authenticate(token)).toMatchObject({
      role: 'admin',
      instanceAdmin: true,
    });
  });

  it('gets a generated password, told once to whoever made the account', async () => {
    const process = await fresh.start();
    const { email, generatedPassword } = await process.accounts.ensureFirstAdministrator({
      email: 'anonymous@example.com',
    });
    const login = { username: email, password: String(generatedPassword) };
    await expect(process.accounts.login(login)).resolves.toBeDefined();
    expect(await process.accounts.ensureFirstAdministrator({ email: 'other@example.com' })).toEqual({
      email,
      created: false,
    });
  });

  it('must set another password in the place of a generated one, which lapses after three days', async () => {
    const process = await fresh.start();
    const { email, generatedPassword = '' } = await process.accounts.ensureFirstAdministrator();
    const login = (password: string) => process.accounts.login({ username: email, password });
    const first = await login(generatedPassword);
    expect(first.passwordExpired).toBe(true);
    await fresh.sql('UPDATE app_user SET password_expires_at = now()');
    await expect(login(generatedPassword)).rejects.toMatchObject({ details: { reason: 'password_lapsed' } });
    // The next start prints another, once.
    const starts = [await fresh.start(), await fresh.start()];
    const answers = await Promise.all(starts.map(({ accounts }) => accounts.ensureFirstAdministrator()));
    const printed = answers.flatMap((one) => one.generatedPassword ?? []);
    expect([printed.length, answers.map(({ created }) => created)]).toEqual([1, [false, false]]);
    const [second = ''] = printed;
    await expect(login(generatedPassword)).rejects.toThrow('Invalid credentials');
    const actor = await process.authenticator.authenticate((await login(second)).token);
    await process.changePassword(actor, { currentPassword: second, newPassword: 'of one’s own choice' });
    await fresh.sql(`UPDATE app_user SET created_at = now() - interval '1 year'`);
    expect((await login('of one’s own choice')).passwordExpired).toBe(false);
    expect(await starts[0]?.accounts.ensureFirstAdministrator()).toEqual({ email, created: false });
  });

  it('is the one named in the settings', async () => {
    const process = await fresh.start({
      ADMIN_EMAIL: 'ops@example.com',
      ADMIN_PASSWORD: 'from the settings',
    });
    expect(await process.accounts.ensureFirstAdministrator()).toEqual({
      email: 'ops@example.com',
      created: true,
    });
    const login = { username: 'ops', password: 'from the settings' };
    await expect(process.accounts.login(login)).resolves.toBeDefined();
  });

  it('is not made where anybody has an account', async () => {
    const process = await fresh.start();
    await process.accounts.register(newcomer());
    const { created } = await process.accounts.ensureFirstAdministrator({ email: 'root@example.com' });
    expect(created).toBe(false);
    expect(await fresh.sql('SELECT id FROM app_user WHERE instance_admin')).toEqual([]);
  });
});
