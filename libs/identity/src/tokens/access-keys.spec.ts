import { randomBytes } from 'node:crypto';
import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { AccessKeys } from './access-keys.service';

const headerOf = (token: string): { kid?: string } =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string };

describe('the key of access tokens', () => {
  let installation: TestInstallation;
  let one: TestProcess;

  beforeEach(async () => {
    installation = await testInstallation();
    one = await installation.start();
  });

  afterEach(() => installation.close());

  const reasonOf = async (process: TestProcess, token: string): Promise<string | undefined> => {
    try {
      await process.authenticator.authenticate(token);
      return 'good';
    } catch (error) {
      return (error as { details: { reason?: string } }).details.reason;
    }
  };

  const states = async (process: TestProcess): Promise<string[]> =>
    (await process.get(AccessKeys).list()).map(({ state }) => state);

  /** As if the time had passed for which a new key is only known. */
  const activate = async (...processes: TestProcess[]): Promise<void> => {
    await installation.sql(`UPDATE signing_key SET signs_from = signs_from - interval '1 minute'`);
    for (const process of processes) await process.get(AccessKeys).refresh();
  };

  it('is named in each token, and changes without ending any', async () => {
    const other = await installation.start();
    const { token: old } = await one.person();
    await one.get(AccessKeys).rotate();
    expect(await states(other)).toEqual(['next', 'signing']);
    const { token: early } = await one.person();
    expect(headerOf(early).kid).toBe(headerOf(old).kid);
    await activate(one, other);
    const { token: fresh } = await one.person();
    expect(headerOf(fresh).kid).not.toBe(headerOf(old).kid);
    for (const process of [one, other, await installation.start()])
      for (const token of [old, early, fresh]) expect(await reasonOf(process, token)).toBe('good');
    expect(await states(other)).toEqual(['signing', 'verifying']);
  });

  it('that was replaced holds as long as the longest of its tokens, and then no more', async () => {
    const { token } = await one.person();
    await one.get(AccessKeys).rotate();
    const [ends] = await installation.sql<{ days: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float8 / 86400 AS days FROM signing_key
       WHERE expires_at IS NOT NULL`,
    );
    expect(ends?.days).toBeGreaterThan(7);
    expect(ends?.days).toBeLessThan(7.1);
    expect(await reasonOf(one, token)).toBe('good');
    await installation.sql('UPDATE signing_key SET expires_at = now() WHERE expires_at IS NOT NULL');
    await activate(one);
    expect(await reasonOf(one, token)).toBe('invalid');
  });

  it('is revoked at once where somebody else may have it, in every process', async () => {
    const other = await installation.start();
    const { token } = await one.person();
    await one.get(AccessKeys).rotate();
    expect(await reasonOf(other, token)).toBe('good');
    await one.get(AccessKeys).rotate({ revoke: true });
    await other.get(AccessKeys).refresh();
    for (const process of [one, other]) expect(await reasonOf(process, token)).toBe('invalid');
    const { token: fresh } = await one.person();
    expect(await reasonOf(other, fresh)).toBe('good');
    expect(await states(one)).toEqual(['signing']);
  });

  it('is one at a time, however many rotate at once', async () => {
    const other = await installation.start();
    await Promise.all([one, other, one].map((process) => process.get(AccessKeys).rotate()));
    const current = await installation.sql(
      `SELECT FROM signing_key WHERE purpose = 'access-token' AND expires_at IS NULL`,
    );
    expect(current).toHaveLength(1);
  });

  it('is not chosen by whoever names another one in a token', async () => {
    const { token } = await one.person();
    const [, payload, signature] = token.split('.');
    const named = (header: object): string =>
      [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.');
    for (const header of [
      { alg: 'HS256', typ: 'JWT', kid: 'x' },
      { alg: 'HS256', typ: 'JWT', kid: null },
      { alg: 'HS256', typ: 'JWT', kid: ['__proto__'] },
      { alg: 'HS256', typ: 'JWT' },
      { alg: 'none', typ: 'JWT' },
    ])
      expect(await reasonOf(one, named(header))).toBe('invalid');
  });

  it('is sealed in the database, like that of the digests, and read where it was kept in clear', async () => {
    const secrets = () =>
      installation.sql<{ id: string; secret: string }>('SELECT id, secret FROM signing_key ORDER BY purpose');
    for (const { secret } of await secrets()) expect(secret).toMatch(/^m1\./);
    const { token } = await one.person();
    const keyless = await testInstallation();
    const process = await keyless.start({ MASTER_KEY: '' });
    const { token: other } = await process.person();
    const kept = await keyless.sql<{ secret: string }>('SELECT secret FROM signing_key');
    expect(kept.every(({ secret }) => secret.startsWith('plain:'))).toBe(true);
    // As versions before kept it.
    await keyless.sql(`UPDATE signing_key SET secret = substr(secret, 7)`);
    expect(await reasonOf(await keyless.start(), other)).toBe('good');
    expect(await reasonOf(process, token)).toBe('invalid');
    await keyless.close();
  });

  it('of the settings is the only one that counts, with the one before it', async () => {
    const [first, second] = [1, 2].map(() => randomBytes(32).toString('hex')) as [string, string];
    const { token: stored } = await one.person();
    const before = await installation.start({ JWT_SECRET: first });
    const { token: old } = await before.person();
    expect(await reasonOf(before, stored)).toBe('invalid');
    const during = await installation.start({ JWT_SECRET: second, JWT_SECRET_PREVIOUS: first });
    const { token: fresh } = await during.person();
    expect([await reasonOf(during, old), await reasonOf(during, fresh)]).toEqual(['good', 'good']);
    const after = await installation.start({ JWT_SECRET: second });
    expect([await reasonOf(after, old), await reasonOf(after, fresh)]).toEqual(['invalid', 'good']);
    await expect(after.get(AccessKeys).rotate()).rejects.toThrow('The key is JWT_SECRET');
  });
});
