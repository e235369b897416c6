import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../config/settings';
import { redact } from '../logging/redaction';
import { openVault } from './vault.module';
import { VaultSettings } from './vault.settings';

const newKey = (): string => randomBytes(32).toString('base64');

const vaultOf = (env: Record<string, string>) => openVault(loadSettings([VaultSettings], env)[0]);

const failure = (work: () => unknown): { code: string; message: string; details: { reason?: string } } => {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string; details: { reason?: string } };
  }
  throw new Error('it did not fail');
};

describe('a sealed value', () => {
  const masterKey = newKey();

  it.each(['', 'secret', 'ünïcödé \u0000 \u{1f511}', 'x'.repeat(100_000)])(
    'opens again, and shows nothing of what it holds',
    async (plain) => {
      const vault = await vaultOf({ MASTER_KEY: masterKey });
      const sealed = vault.seal('mfa:ada', plain);
      expect(vault.open('mfa:ada', sealed)).toBe(plain);
      expect(sealed).toMatch(/^m1\.[0-9a-f]{12}\.[\w-]+\.[\w-]+$/);
      if (plain) expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').includes(plain)).toBe(false);
    },
  );

  it('is never the same twice', async () => {
    const vault = await vaultOf({ MASTER_KEY: masterKey });
    const sealed = Array.from({ length: 50 }, () => vault.seal('a', 'x'));
    for (const part of [2, 3]) expect(new Set(sealed.map((one) => one.split('.')[part])).size).toBe(50);
  });

  it('does not open anywhere else', async () => {
    const vault = await vaultOf({ MASTER_KEY: masterKey });
    const sealed = vault.seal('mfa:ada', 'secret');
    for (const place of ['mfa:bob', 'mfa:', 'MFA:ada', ''])
      expect(failure(() => vault.open(place, sealed)).details.reason).toBe('decryption_failed');
  });

  it('does not open when any part of it was changed or exchanged', async () => {
    const vault = await vaultOf({ MASTER_KEY: masterKey });
    const parts = vault.seal('a', 'secret').split('.');
    const others = vault.seal('a', 'another').split('.');
    const flipped = (part: string): string => {
      const bytes = Buffer.from(part, 'base64url');
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return bytes.toString('base64url');
    };
    const put = (at: number, part: string) =>
      parts.map((own, index) => (index === at ? part : own)).join('.');
    const broken = [
      put(0, 'm2'),
      put(2, flipped(parts[2] ?? '')),
      put(3, flipped(parts[3] ?? '')),
      put(2, others[2] ?? ''),
      put(3, others[3] ?? ''),
      put(3, 'AAAA'),
      parts.slice(0, 3).join('.'),
      [...parts, 'x'].join('.'),
      'secret',
      '',
    ];
    for (const sealed of broken) {
      const { code, details, message } = failure(() => vault.open('a', sealed));
      expect([code, details.reason, message]).toEqual([
        'internal',
        'decryption_failed',
        'A sealed secret does not open',
      ]);
    }
  });

  it('is what is kept where there is a key; without one it is kept in clear, and both are read', async () => {
    const [keyless, keyed] = [await vaultOf({}), await vaultOf({ MASTER_KEY: masterKey })];
    expect(keyless.read('a', keyless.keep('a', 'secret'))).toBe('secret');
    const kept = keyed.keep('a', 'secret');
    expect([kept.startsWith('m1.'), keyed.read('a', kept)]).toEqual([true, 'secret']);
    expect(failure(() => keyed.read('b', kept)).details.reason).toBe('decryption_failed');
    for (const old of [keyless.keep('a', 'secret'), 'secret']) {
      expect(keyed.read('a', old)).toBe('secret');
      expect(keyed.open('a', keyed.renew('a', old))).toBe('secret');
    }
  });

  it('is made by no vault without a key, which names the settings', async () => {
    const vault = await vaultOf({});
    expect(vault.ready).toBe(false);
    const { code, message } = failure(() => vault.seal('a', 'secret'));
    expect([code, message]).toEqual([
      'unavailable',
      'No secret can be sealed: set MASTER_KEY or MASTER_KEY_FILE',
    ]);
  });
});

describe('a change of the master key', () => {
  const [first, second] = [`first:${newKey()}`, `second:${newKey()}`];

  it('leaves old values readable while the old key is there, and seals with the new one', async () => {
    const before = await vaultOf({ MASTER_KEY: first });
    const during = await vaultOf({ MASTER_KEY: `${second}, ${first}` });
    const after = await vaultOf({ MASTER_KEY: second });
    const old = before.seal('a', 'secret');
    expect(during.open('a', old)).toBe('secret');
    expect([during.isCurrent(old), during.isCurrent(during.seal('a', 'x'))]).toEqual([false, true]);
    const { code, message } = failure(() => after.open('a', old));
    expect([code, message]).toEqual([
      'unavailable',
      'A sealed secret needs the key first, which MASTER_KEY does not hold',
    ]);
  });

  it('takes values along without their plain text or place, which still binds them', async () => {
    const old = (await vaultOf({ MASTER_KEY: first })).seal('a', 'secret');
    const fresh = (await vaultOf({ MASTER_KEY: `${second},${first}` })).rewrap(old);
    const after = await vaultOf({ MASTER_KEY: second });
    expect(after.isCurrent(fresh)).toBe(true);
    expect(after.open('a', fresh)).toBe('secret');
    expect(failure(() => after.open('b', fresh)).details.reason).toBe('decryption_failed');
    expect(fresh.split('.')[3]).toBe(old.split('.')[3]);
  });

  it('is not fooled by the name of a key: what another key sealed under it does not open', async () => {
    const sealed = (await vaultOf({ MASTER_KEY: first })).seal('a', 'secret');
    const impostor = await vaultOf({ MASTER_KEY: `first:${newKey()}` });
    expect(failure(() => impostor.open('a', sealed)).details.reason).toBe('decryption_failed');
  });

  it('works for keys without names, too', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const sealed = (await vaultOf({ MASTER_KEY: old })).seal('a', 'secret');
    const during = await vaultOf({ MASTER_KEY: `${fresh},${old}` });
    expect(during.open('a', during.rewrap(sealed))).toBe('secret');
  });
});

describe('the master key', () => {
  it.each([
    ['too short', randomBytes(16).toString('base64')],
    ['too long', randomBytes(33).toString('base64')],
    ['no base64', 'ä'.repeat(43)],
    ['a name with a space', `my key:${newKey()}`],
    ['one name twice', `a:${newKey()},a:${newKey()}`],
    ['no key', 'a:'],
  ])('stops the start when it is %s, and is not repeated', (_, text) => {
    const { message } = failure(() => loadSettings([VaultSettings], { MASTER_KEY: text }));
    expect(message).toContain('MASTER_KEY: must');
    expect(message).not.toContain(text.split(':').at(-1) || 'nothing');
  });

  it('comes from a file where the settings say so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-vault-'));
    const file = join(folder, 'master.key');
    await writeFile(file, `new:${newKey()}\nold:${newKey()}\n`);
    const vault = await vaultOf({ MASTER_KEY_FILE: file });
    expect(vault.currentPrefix).toBe('m1.new.');
    await writeFile(file, 'nonsense');
    await expect(vaultOf({ MASTER_KEY_FILE: file })).rejects.toThrow(
      'MASTER_KEY_FILE: must hold keys of 32 bytes',
    );
    await rm(folder, { recursive: true });
    await expect(vaultOf({ MASTER_KEY_FILE: file })).rejects.toThrow(
      'MASTER_KEY_FILE: cannot be read (ENOENT)',
    );
  });

  it('is masked in logs, each key by itself', async () => {
    const [one, other] = [newKey(), newKey()];
    await vaultOf({ MASTER_KEY: `a:${one},b:${other}` });
    expect(redact(`keys ${one} and ${other}`)).toBe('keys [redacted] and [redacted]');
  });
});
