import type { EntityManager } from 'typeorm';
import type { KeyDigests } from '../api-keys/key-digests';
import { newSecret } from '../tokens/opaque-tokens';
import { endTokens } from './tokens/client-token-endings';
import { ClientSecret } from './client-secret.entity';

/** With 32 random bytes in base64url behind it. */
const PREFIX = 'cs_';

/** As much of a secret as is kept, for people to tell secrets apart. */
const VISIBLE_CHARACTERS = 12;

/** Answers the secret, which nobody can learn again. */
export async function addSecret(
  manager: EntityManager,
  digests: KeyDigests,
  clientId: string,
): Promise<string> {
  const secret = newSecret(PREFIX);
  const secretPrefix = secret.slice(0, VISIBLE_CHARACTERS);
  await manager.insert(ClientSecret, { clientId, secretPrefix, secretHash: digests.of(secret) });
  return secret;
}

/** The newest secret holds for so many more seconds, if it did not end before; all others end now. */
const RETIRE = `
UPDATE oauth_client_secret SET expires_at = least(expires_at, now() + make_interval(secs =>
  CASE WHEN id = (
    SELECT id FROM oauth_client_secret WHERE client_id = $1 ORDER BY created_at DESC, id LIMIT 1
  ) THEN $2 ELSE 0 END))
WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > now())`;

const FORGET = `
DELETE FROM oauth_client_secret WHERE client_id = $1 AND expires_at < now() - interval '1 day'`;

/** To be called before there is a new one. Answers the tokens that ended with their secrets. */
export async function retireSecrets(
  manager: EntityManager,
  clientId: string,
  overlapSeconds: number,
): Promise<string[]> {
  await manager.query(FORGET, [clientId]);
  await manager.query(RETIRE, [clientId, overlapSeconds]);
  return endTokens(
    manager,
    'secret_id IN (SELECT id FROM oauth_client_secret WHERE client_id = $1 AND expires_at <= now())',
    [clientId],
  );
}
