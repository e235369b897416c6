import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Grant } from '../actors/grant';
import { FactsCache } from '../facts/facts-cache';

const USED_EVERY_SECONDS = 60;

/** Those that hold, marked as used. Rows that somebody else is changing are not waited for. */
const LOAD = {
  name: 'identity-api-keys',
  text: `
WITH live AS (
  SELECT * FROM api_key
  WHERE key_hash = ANY($1::bytea[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
), stale AS (
  SELECT id FROM api_key WHERE id IN (
    SELECT id FROM live
    WHERE last_used_at IS NULL OR last_used_at < now() - interval '${USED_EVERY_SECONDS} seconds'
  ) ORDER BY id FOR UPDATE SKIP LOCKED
), used AS (
  UPDATE api_key SET last_used_at = now() WHERE id IN (SELECT id FROM stale)
)
SELECT id, user_id AS "userId", org_id AS "orgId", scopes, confined, key_hash AS hash,
  rate_limit_per_minute AS "rateLimit",
  (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt"
FROM live`,
};

interface Row {
  id: string;
  userId: string;
  orgId: string;
  scopes: string[];
  confined: boolean;
  hash: Buffer;
  rateLimit: number | null;
  expiresAt: number | null;
}

/** Which API keys hold, kept in the process for a few seconds, by the hexadecimal digest of the key. */
@Injectable()
export class ApiKeyFacts extends FactsCache<Grant> {
  constructor(pool: Pool) {
    super(async (digests) => {
      const wanted = digests.map((digest) => Buffer.from(digest, 'hex'));
      const { rows } = await pool.query<Row>({ ...LOAD, values: [wanted] });
      const found = rows.filter(({ hash }) => wanted.some((one) => timingSafeEqual(one, hash)));
      return new Map(found.map((row) => [row.hash.toString('hex'), toGrant(row)]));
    });
  }
}

const toGrant = ({ id, userId, orgId, scopes, confined, rateLimit, expiresAt }: Row): Grant => ({
  id,
  userId,
  orgId,
  scopes,
  confined,
  expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
  credential: 'api_key',
  ...(rateLimit !== null && { rateLimit }),
});
