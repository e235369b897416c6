import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { FactsCache } from '../facts/facts-cache';

/** What a share shows. */
export interface ShareRow {
  readonly id: string;
  readonly orgId: string;
  /** Who made it. */
  readonly userId: string;
  readonly resourceType: string;
  readonly resourceId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const LOAD = {
  name: 'identity-shares',
  text: `
SELECT id, org_id AS "orgId", user_id AS "userId", resource_type AS "resourceType", resource_id AS "resourceId",
  token_hash AS hash, (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt"
FROM share_token WHERE token_hash = ANY($1::bytea[]) AND revoked_at IS NULL AND expires_at > now()`,
};

/** Which shares hold, kept in the process for a few seconds, by the hexadecimal digest of the token. */
@Injectable()
export class ShareFacts extends FactsCache<ShareRow> {
  constructor(pool: Pool) {
    super(async (digests) => {
      const wanted = digests.map((digest) => Buffer.from(digest, 'hex'));
      const { rows } = await pool.query<ShareRow & { hash: Buffer }>({ ...LOAD, values: [wanted] });
      const found = rows.filter(({ hash }) => wanted.some((one) => timingSafeEqual(one, hash)));
      return new Map(found.map(({ hash, ...share }) => [hash.toString('hex'), share]));
    });
  }
}
