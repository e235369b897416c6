import { ConflictError, DomainError, ForbiddenError, InvalidError } from '@muster/platform';
import {
  newcomer,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';
import { Registration } from './registration.service';

let installation: TestInstallation;

beforeAll(async () => {
  installation = await testInstallation();
});

afterAll(() => installation.close());

const rejection = async (work: Promise<unknown>): Promise<DomainError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error(`expected a DomainError, got ${String(error)}`);
};

const rejections = (outcomes: PromiseSettledResult<unknown>[]): unknown[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));

describe('open registration', () => {
  let open: TestProcess;

  beforeAll(async () => {
    open = await installation.start();
  });

  it('stores username and e-mail trimmed and in lower case, the name trimmed', async () => {
    const { user } = await open.accounts.register(
      newcomer({ username: '  Ada.L_1-x ', email: ' Ada@Example.COM ', name: '  Ada  Lovelace ' }),
    );
    expect(user).toMatchObject({ username: 'ada.l_1-x', email: 'ada@example.com', name: 'Ada  Lovelace' });
  });

  it('of programs that know their own rules takes common passwords, unless the operator or production says otherwise', async () => {
    const common = newcomer({ password: 'password123' });
    expect((await open.accounts.register(common)).user.username).toBe(common.username);
    const strict: Record<string, string>[] = [
      { COMMON_PASSWORDS: 'refuse' },
      { NODE_ENV: 'production', REGISTRATION: 'open' },
    ];
    for (const env of strict) {
      const process = await installation.start(env);
      const refused = await rejection(process.accounts.register(newcomer({ password: 'password123' })));
      expect(refused.details.fields).toHaveProperty('password');
    }
  });

  it('answers a token that is the new account’s, as operator of the installation’s organization', async () => {
    const { actor } = await open.person();
    const [house] = await installation.sql<{ id: string }>(
      `SELECT id FROM organization WHERE kind = 'default'`,
    );
    expect(actor).toMatchObject({ orgId: house?.id, role: 'operator', instanceAdmin: false });
  });

  it('never hands out the hash of the password', async () => {
    const { user } = await open.accounts.register(newcomer());
    expect(JSON.stringify(user)).not.toContain('argon2');
    const rows = await installation.sql<{ password_hash: string }>(
      'SELECT password_hash FROM app_user WHERE id = $1',
      [user.id],
    );
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it.each([
    ['username', 'ab'],
    ['username', 'a'.repeat(51)],
    ['username', 'ada lovelace'],
    ['username', 'ada@example.com'],
    ['username', 'adä'],
    ['name', '   '],
    ['name', 'x'.repeat(256)],
    ['name', 'nul\u0000'],
    ['email', 'nobody'],
    ['email', `${'x'.repeat(250)}@example.com`],
    ['email', 'a\u0000@example.com'],
    ['password', 'seven77'],
    ['password', 'x'.repeat(1_025)],
  ])('refuses a %s like %j, naming the field', async (field, value) => {
    const error = await rejection(open.accounts.register(newcomer({ [field]: value })));
    expect(error).toBeInstanceOf(InvalidError);
    expect(Object.keys(error.details.fields ?? {})).toEqual([field]);
  });

  it('names every wrong field at once and repeats no value', async () => {
    const input = newcomer({ username: '!', email: 'nowhere', password: 'hunter2' });
    const error = await rejection(open.accounts.register(input));
    expect(Object.keys(error.details.fields ?? {}).sort()).toEqual(['email', 'password', 'username']);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('refuses a taken username or e-mail, however written, and says which', async () => {
    const { input } = await open.person();
    const sameName = newcomer({
      username: ` ${String(input.username).toUpperCase()} `,
      email: 'other@example.com',
    });
    const sameMail = newcomer({ email: input.email.toUpperCase() });
    const [byName, byMail] = await Promise.all([
      rejection(open.accounts.register(sameName)),
      rejection(open.accounts.register(sameMail)),
    ]);
    expect(byName).toBeInstanceOf(ConflictError);
    expect(byName.details).toMatchObject({
      fields: { username: 'already exists' },
      reason: 'username_taken',
    });
    expect(byMail.details).toMatchObject({ fields: { email: 'already exists' }, reason: 'email_taken' });
  });

  it('lets one of many racing for a name win and tells the others that it is taken', async () => {
    const inputs = Array.from({ length: 12 }, (_, index) =>
      newcomer({ username: 'racer', email: `racer-${String(index)}@example.com` }),
    );
    const losers = rejections(await Promise.allSettled(inputs.map((input) => open.accounts.register(input))));
    expect(losers).toHaveLength(11);
    for (const error of losers) expect(error).toMatchObject({ details: { reason: 'username_taken' } });
  });

  it('ignores an invite code', async () => {
    await expect(open.accounts.register(newcomer({ inviteCode: 'nonsense' }))).resolves.toBeDefined();
  });

  it('derives usernames from the e-mail, numbered, also when many arrive at once', async () => {
    const register = (email: string) =>
      open.accounts.register({ name: 'Info', email, password: 'long enough' });
    const outcomes = await Promise.all(
      Array.from({ length: 7 }, (_, index) => register(`Info+Desk@company-${String(index)}.example.com`)),
    );
    const names = outcomes.map(({ user }) => user.username);
    expect(new Set(names).size).toBe(7);
    expect(names).toEqual(expect.arrayContaining(['infodesk', 'infodesk2', 'infodesk5']));
    expect((await register('é@example.com')).user.username).toBe('user');
  });
});

describe('registration into an organization of one’s own', () => {
  it('makes the newcomer its administrator, apart from everybody else', async () => {
    const personal = await installation.start({ REGISTRATION_ORG: 'personal' });
    const [one, other] = await Promise.all([personal.person(), personal.person()]);
    expect(one.actor.role).toBe('admin');
    expect(one.actor.instanceAdmin).toBe(false);
    expect(one.actor.orgId).not.toBe(other.actor.orgId);
  });
});

describe('registration by invitation', () => {
  let invited: TestProcess;

  beforeAll(async () => {
    invited = await installation.start({ REGISTRATION: 'invite' });
  });

  it('is the rule in production, as is the closed anonymous workspace', async () => {
    const production = await installation.start({ NODE_ENV: 'production' });
    const error = await rejection(production.accounts.register(newcomer()));
    expect(error.details.reason).toBe('invite_code');
    expect(await production.authenticator.anonymous()).toBeUndefined();
  });

  it('lets in whoever has a code, with blanks around it or not', async () => {
    const { code } = await invited.invites.create();
    const { user } = await invited.accounts.register(newcomer({ inviteCode: ` ${code} ` }));
    expect(user.id).toBeDefined();
  });

  it.each([undefined, '', 'unknown', 'nul\u0000', 'x'.repeat(10_000)])(
    'refuses the code %j',
    async (inviteCode) => {
      const error = await rejection(invited.accounts.register(newcomer({ inviteCode })));
      expect(error).toBeInstanceOf(InvalidError);
      expect(error).toMatchObject({ message: 'Invalid invite code', details: { reason: 'invite_code' } });
    },
  );

  it('does not tell somebody without a code which names are taken', async () => {
    const { code } = await invited.invites.create();
    const { input } = await invited.person({ inviteCode: code });
    const error = await rejection(invited.accounts.register({ ...input, inviteCode: 'unknown' }));
    expect(error.details.reason).toBe('invite_code');
  });

  it('gives one use to exactly one of twenty, in two processes', async () => {
    const second = await installation.start({ REGISTRATION: 'invite' });
    const { id, code } = await invited.invites.create({ maxUses: 1 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? invited : second).accounts.register(newcomer({ inviteCode: code })),
      ),
    );
    const losers = rejections(outcomes);
    expect(losers).toHaveLength(19);
    for (const error of losers) expect(error).toMatchObject({ details: { reason: 'invite_code' } });
    expect(await installation.sql('SELECT uses FROM invite_code WHERE id = $1', [id])).toEqual([{ uses: 1 }]);
  });

  it('does not use up a code when the account could not be made', async () => {
    const { code } = await invited.invites.create({ maxUses: 2 });
    const { input } = await invited.person({ inviteCode: code });
    await expect(invited.accounts.register({ ...input, inviteCode: code })).rejects.toThrow(ConflictError);
    await expect(invited.accounts.register(newcomer({ inviteCode: code }))).resolves.toBeDefined();
  });
});

describe('closed registration', () => {
  it('lets nobody in, with a code or without', async () => {
    const closed = await installation.start({ REGISTRATION: 'closed' });
    const { code } = await closed.invites.create();
    const error = await rejection(closed.get(Registration).register(newcomer({ inviteCode: code }), 'basic'));
    expect(error).toBeInstanceOf(ForbiddenError);
  });
});
