import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Grant } from '../../actors/grant';
import { FactsCache } from '../../facts/facts-cache';

/** Those that hold: neither they nor what they were got by has ended. */
const LOAD = {
  name: 'identity-client-tokens',
  text: `
SELECT token.id, client.user_id AS "userId", client.org_id AS "orgId", token.scopes,
  (extract(epoch FROM least(token.expires_at, secret.expires_at)) * 1000)::float8 AS "expiresAt"
FROM oauth_access_token token
JOIN oauth_client client ON client.id = token.client_id AND client.enabled
JOIN oauth_client_secret secret ON secret.id = token.secret_id
WHERE token.id = ANY($1::uuid[]) AND token.revoked_at IS NULL
  AND token.expires_at > now() AND (secret.expires_at IS NULL OR secret.expires_at > now())`,
};

/** Which tokens of clients hold, kept in the process for a few seconds, by their id. */
@Injectable()
export class ClientTokenFacts extends FactsCache<Grant> {
  constructor(pool: Pool) {
    super(async (ids) => {
      const { rows } = await pool.query<Omit<Grant, 'credential'>>({ ...LOAD, values: [ids] });
      return new Map(rows.map((row) => [row.id, { ...row, credential: 'client_token' }]));
    });
  }
}
