import { createSecretKey, KeyObject, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { registerSecret } from '@muster/platform';

/** What the key is for; each has its own. */
type Purpose = 'access-token' | 'api-key';

/**
 * A key of the installation: the configured secret, else one generated once and kept in the database, where every
 * process of the installation finds the same. A `KeyObject`, because a string would be parsed again for each use.
 */
export async function signingKey(
  pool: Pool,
  purpose: Purpose,
  configured: string | undefined,
): Promise<KeyObject> {
  return createSecretKey(Buffer.from(configured ?? (await storedSecret(pool, purpose)), 'utf8'));
}

async function storedSecret(pool: Pool, purpose: Purpose): Promise<string> {
  const fresh = randomBytes(32).toString('base64url');
  registerSecret(fresh);
  await pool.query(
    'INSERT INTO signing_key (purpose, secret) VALUES ($1, $2) ON CONFLICT (purpose) DO NOTHING',
    [purpose, fresh],
  );
  const { rows } = await pool.query<{ secret: string }>('SELECT secret FROM signing_key WHERE purpose = $1', [
    purpose,
  ]);
  const secret = rows[0]?.secret;
  if (!secret) throw new Error(`the key for ${purpose} could not be stored`);
  registerSecret(secret);
  return secret;
}
