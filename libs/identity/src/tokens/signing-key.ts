import { createSecretKey, KeyObject, randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { registerSecret, type Vault } from '@muster/platform';

/** What the key is for; each has its own. */
export type Purpose = 'access-token' | 'api-key';

const INSERT = `
INSERT INTO signing_key (id, purpose, secret) VALUES ($1, $2, $3)
ON CONFLICT (purpose) WHERE expires_at IS NULL DO NOTHING`;

export interface StoredKey {
  id: string;
  key: KeyObject;
  createdAt: Date;
  signsFrom: Date;
  expiresAt: Date | null;
}

/** Where the vault keeps it. */
export const signingKeyPlace = (id: string): string => `signing_key:${id}`;

/** 256 bits. */
export function newKeyText(): string {
  const text = randomBytes(32).toString('base64url');
  registerSecret(text);
  return text;
}

/** A `KeyObject`, because a string would be parsed again for each use. */
export const keyOf = (text: string): KeyObject => createSecretKey(Buffer.from(text, 'utf8'));

/**
 * The installation's keys of a purpose, newest first, without those that have ended. The first process that asks
 * generates one, for all.
 */
export async function storedKeys(pool: Pool, vault: Vault, purpose: Purpose): Promise<StoredKey[]> {
  const known = await select(pool, vault, purpose);
  if (known.length > 0) return known;
  const id = randomUUID();
  await pool.query(INSERT, [id, purpose, vault.keep(signingKeyPlace(id), newKeyText())]);
  return select(pool, vault, purpose);
}

/** The configured secret as a key, else the installation's. */
export async function signingKey(
  pool: Pool,
  vault: Vault,
  purpose: Purpose,
  configured: string | undefined,
): Promise<KeyObject> {
  if (configured !== undefined) return keyOf(configured);
  const [current] = await storedKeys(pool, vault, purpose);
  if (!current) throw new Error(`the key for ${purpose} could not be stored`);
  return current.key;
}

async function select(pool: Pool, vault: Vault, purpose: Purpose): Promise<StoredKey[]> {
  const { rows } = await pool.query<Omit<StoredKey, 'key'> & { secret: string }>(
    `SELECT id, secret, created_at AS "createdAt", signs_from AS "signsFrom", expires_at AS "expiresAt"
     FROM signing_key WHERE purpose = $1 AND (expires_at IS NULL OR expires_at > now())
     ORDER BY signs_from DESC, id`,
    [purpose],
  );
  return rows.map(({ secret, ...row }) => {
    const text = vault.read(signingKeyPlace(row.id), secret);
    registerSecret(text);
    return { ...row, key: keyOf(text) };
  });
}
