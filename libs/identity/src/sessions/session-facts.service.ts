import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { CredentialKind } from '../actors/actor';
import type { Grant } from '../actors/grant';
import { FactsCache } from '../facts/facts-cache';
import { SecurityPolicy } from '../policy/security-policy.service';
import type { SessionKind } from './session.entity';

/** How far behind `last_seen_at` may be. */
const SEEN_EVERY_SECONDS = 60;

/** $2: minutes, 0 for no limit. A session that was seen just now may be written down as seen a minute ago. */
export const ALIVE = (idleMinutes: string): string =>
  `revoked_at IS NULL AND expires_at > now() AND (kind <> 'platform' OR ${idleMinutes} = 0
  OR last_seen_at > now() - make_interval(mins => ${idleMinutes}, secs => ${SEEN_EVERY_SECONDS}))`;

/**
 * Whether somebody asks for something, or whether only an answer that goes on is looked after: that is no use of the
 * session, which otherwise would not idle out while a page stays open.
 */
export type Purpose = 'use' | 'look';

/** Those that live, with $3 marked as seen. Rows that somebody else is changing are not waited for. */
const load = (column: string, type: string) => `
WITH live AS (
  SELECT * FROM user_session WHERE ${column} = ANY($1::${type}[]) AND ${ALIVE('$2::int')}
), stale AS (
  SELECT id FROM user_session
  WHERE $3::boolean AND id IN (SELECT id FROM live WHERE last_seen_at < now() - interval '${SEEN_EVERY_SECONDS} seconds')
  ORDER BY id FOR UPDATE SKIP LOCKED
), seen AS (
  UPDATE user_session SET last_seen_at = now() WHERE id IN (SELECT id FROM stale)
)
SELECT id, user_id AS "userId", org_id AS "orgId", kind, mfa, provider_id IS NOT NULL AS confined, encode(token_hash, 'hex') AS "tokenHash",
  (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt"
FROM live`;

const BY_ID = { name: 'identity-sessions', text: load('id', 'uuid') };
const BY_TOKEN = { name: 'identity-session-tokens', text: load('token_hash', 'bytea') };

interface Row {
  id: string;
  userId: string;
  orgId: string | null;
  kind: SessionKind;
  mfa: boolean;
  confined: boolean;
  tokenHash: string | null;
  expiresAt: number;
}

/** Which sessions live, kept in the process for a few seconds. */
@Injectable()
export class SessionFacts {
  /** By id. What was looked up for a look does not keep a use from being marked. */
  readonly sessions = forBoth((purpose) => this.byId(purpose));

  /** By the hexadecimal digest of their opaque token. */
  readonly opaque = forBoth((purpose) => this.byToken(purpose));

  constructor(
    private readonly pool: Pool,
    private readonly policy: SecurityPolicy,
  ) {}

  forget(id: string): void {
    for (const { use, look } of [this.sessions, this.opaque]) {
      use.forget(id);
      look.forget(id);
    }
  }

  private byId(purpose: Purpose): FactsCache<Grant> {
    return new FactsCache<Grant>(async (ids) => {
      const rows = await this.find(BY_ID, ids, purpose);
      return new Map(rows.map((row) => [row.id, toGrant(row)]));
    });
  }

  private byToken(purpose: Purpose): FactsCache<Grant> {
    return new FactsCache<Grant>(async (digests) => {
      const keys = digests.map((digest) => Buffer.from(digest, 'hex'));
      const rows = await this.find(BY_TOKEN, keys, purpose);
      return new Map(rows.map((row) => [row.tokenHash ?? '', toGrant(row)]));
    });
  }

  private async find(
    query: { name: string; text: string },
    keys: unknown[],
    purpose: Purpose,
  ): Promise<Row[]> {
    const { session } = await this.policy.current();
    const values = [keys, session.idleTimeoutMinutes, purpose === 'use'];
    return (await this.pool.query<Row>({ ...query, values })).rows;
  }
}

const forBoth = <T>(made: (purpose: Purpose) => T): Record<Purpose, T> => ({
  use: made('use'),
  look: made('look'),
});

const toGrant = ({ id, userId, orgId, kind, mfa, confined, expiresAt }: Row): Grant => ({
  id,
  userId,
  orgId,
  mfa,
  confined,
  expiresAt,
  credential: CREDENTIALS[kind],
});

const CREDENTIALS: Record<SessionKind, CredentialKind> = {
  platform: 'access_token',
  steps: 'access_token',
  plan: 'plan_token',
  jobs: 'job_session',
};
