import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Profiles } from '../accounts/profiles.service';
import type { Actor } from '../actors/actor';
import { ApiKeysService } from '../api-keys/api-keys.service';
import {
  newcomer,
  PASSWORD,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';
import { PasswordChanges } from '../passwords/password-changes.service';
import { AccountMails } from '../pins/account-mails';
import { LOCAL_EMAIL } from '../plan-tokens/local-mode';
import { SignIn } from '../sign-in/sign-in.service';
import { AccountNotices } from './account-notices.service';
import type { NoticeLetter } from './notice';

const FRESH = 'another battery';
const CLIENT = { ipAddress: '198.51.100.7' };

/** An outbox: what is in it belongs to the transaction. */
@Injectable()
class Outbox extends AccountMails {
  async sendNotice(manager: EntityManager, { to, ...letter }: NoticeLetter): Promise<void> {
    await manager.query('INSERT INTO letter (recipient, content) VALUES ($1, $2)', [to, letter]);
  }

  sendPin = () => Promise.resolve();
  sendPasswordReset = () => Promise.resolve();
  sendConfirmation = () => Promise.resolve();
  sendInvite = () => Promise.resolve();
}

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start({}, Outbox);
  await installation.sql('CREATE TABLE letter (id serial, recipient text, content jsonb)');
});

afterAll(() => installation.close());

async function lettersTo(recipient: string): Promise<Omit<NoticeLetter, 'to'>[]> {
  const rows = await installation.sql<{ content: NoticeLetter }>(
    'SELECT content FROM letter WHERE recipient = $1 ORDER BY id',
    [recipient],
  );
  return rows.map(({ content }) => content);
}

const change = (actor: Actor, newPassword = FRESH): Promise<void> =>
  app.get(PasswordChanges).change(actor, { currentPassword: PASSWORD, newPassword }, 'platform', CLIENT);

const newKey = (actor: Actor) => app.get(ApiKeysService).create(actor, { name: 'CI' }, CLIENT);

const tell = (userId: string): Promise<void> =>
  app
    .get(DataSource)
    .transaction((manager) => app.get(AccountNotices).tell(manager, userId, { kind: 'password' }));

describe('what happens to an account', () => {
  it('is told to its address: what, when and from where', async () => {
    const { actor, input } = await app.person({ password: PASSWORD });
    const before = Date.now();
    await change(actor, 'Another-Horse-8-Battery');
    const letters = await lettersTo(input.email);
    expect(letters).toEqual([
      {
        username: input.username,
        happening: { kind: 'password' },
        at: expect.any(String),
        ipAddress: CLIENT.ipAddress,
        last: false,
      },
    ]);
    expect(new Date(letters[0]?.at ?? 0).getTime()).toBeGreaterThanOrEqual(before);
  });

  it('is told to the old and the new address, and not at all where it stays the same', async () => {
    const { actor, input } = await app.person();
    const { email } = newcomer();
    await app.get(Profiles).update(actor, { name: 'Countess', email: input.email });
    await app.get(Profiles).update(actor, { email }, { client: CLIENT });
    const letter = expect.objectContaining({ happening: { kind: 'email', before: input.email } });
    expect(await lettersTo(input.email)).toEqual([letter]);
    expect(await lettersTo(email)).toEqual([letter]);
  });

  it('is told of a key without what would let anybody in', async () => {
    const { actor, input } = await app.person();
    const { key, keyPrefix } = await newKey(actor);
    const [letter] = await lettersTo(input.email);
    expect(letter?.happening).toEqual({ kind: 'api_key', keyPrefix, scopes: ['read'] });
    expect(JSON.stringify(letter)).not.toContain(key);
  });

  it('is not told when it did not happen after all', async () => {
    const { actor, input } = await app.person();
    const also = () => Promise.reject(new Error('no'));
    const reset = app.get(PasswordChanges).reset(actor.userId, FRESH, 'basic', { also });
    await expect(reset).rejects.toThrow('no');
    const { email } = (await app.person()).input;
    await expect(app.get(Profiles).update(actor, { email })).rejects.toThrow('already exists');
    expect(await lettersTo(input.email)).toEqual([]);
  });

  it('is not told to programs, those without an account, the switched off and the local account', async () => {
    const letters = () => installation.sql('SELECT count(*) FROM letter');
    const shared = await installation.sql<{ id: string }>(
      `SELECT id FROM app_user WHERE kind IN ('anonymous', 'door')`,
    );
    expect(shared).toHaveLength(2);
    const silent = shared.map(({ id }) => id);
    for (const [column, value] of [
      ['kind', 'service'],
      ['active', false],
      ['email', LOCAL_EMAIL],
    ] as const) {
      const { userId } = (await app.person()).actor;
      await installation.sql(`UPDATE app_user SET ${column} = $1 WHERE id = $2`, [value, userId]);
      silent.push(userId);
    }
    const before = await letters();
    for (const userId of silent) await tell(userId);
    expect(await letters()).toEqual(before);
    await tell((await app.person()).actor.userId);
    expect(await letters()).not.toEqual(before);
  });

  it('needs no mail where an app sends none', async () => {
    const silent = await installation.start();
    const { actor, input } = await silent.person();
    await silent.changePassword(actor, { currentPassword: PASSWORD, newPassword: FRESH });
    expect(await lettersTo(input.email)).toEqual([]);
  });
});

describe('a burst of changes', () => {
  it('is told of three times an hour, however many come at once, and the last mail says so', async () => {
    const { actor, input } = await app.person();
    await Promise.all(Array.from({ length: 8 }, () => newKey(actor)));
    const letters = await lettersTo(input.email);
    expect(letters.map(({ last }) => last)).toEqual([false, false, true]);
    await installation.sql(`UPDATE account_notice SET since = now() - interval '61 minutes'`);
    await newKey(actor);
    expect((await lettersTo(input.email)).map(({ last }) => last)).toEqual([false, false, true, false]);
  });

  it('hides neither another change nor that of somebody else', async () => {
    const { actor, input } = await app.person();
    const other = await app.person();
    for (let keys = 0; keys < 4; keys += 1) await newKey(actor);
    await change(actor, 'Another-Horse-8-Battery');
    await newKey(other.actor);
    const kinds = (await lettersTo(input.email)).map(({ happening }) => happening.kind);
    expect(kinds).toEqual(['api_key', 'api_key', 'api_key', 'password']);
    expect(await lettersTo(other.input.email)).toHaveLength(1);
  });
});

describe('a sign-in', () => {
  const [HOME, STRANGE] = ['192.0.2.1', '198.51.100.7'];
  const attempt = (login: string, password: string, ipAddress?: string): Promise<unknown> =>
    app
      .get(SignIn)
      .begin({ login, password }, 'platform', { ipAddress })
      .catch((error: unknown) => error);
  const fail = async (login: string, ipAddress: string, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await attempt(login, 'wrong', ipAddress);
  };

  it('is told when it comes from a new address after several that failed', async () => {
    const { email } = (await app.person()).input;
    await fail(email, STRANGE, 3);
    await attempt(email, PASSWORD, STRANGE);
    expect(await lettersTo(email)).toEqual([
      expect.objectContaining({ happening: { kind: 'sign_in' }, ipAddress: STRANGE }),
    ]);
    await fail(email, STRANGE, 3);
    await attempt(email, PASSWORD, STRANGE);
    expect(await lettersTo(email)).toHaveLength(1);
  });

  it('is not told after a slip, from where its owner was before, or when nobody knows from where', async () => {
    const { email } = (await app.person()).input;
    await attempt(email, PASSWORD, HOME);
    await fail(email, HOME, 4);
    await attempt(email, PASSWORD, HOME);
    await fail(email, STRANGE, 2);
    await attempt(email, PASSWORD, STRANGE);
    await fail(email, '203.0.113.9', 3);
    await attempt(email, PASSWORD);
    expect(await lettersTo(email)).toEqual([]);
  });
});
