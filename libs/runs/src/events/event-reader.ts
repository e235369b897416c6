import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { RunEvent } from './event.entity';
import type { FeedEvent } from './feed-event';

/** A place in an organization's feed. */
export interface FeedPosition {
  xid: number;
  id: number;
}

/** What had been committed at a moment, as Postgres tells it: all before `xmin`, nothing from `xmax` on, none that is open. */
export interface FeedMoment {
  xmin: number;
  xmax: number;
  open: number[];
}

export const FEED_START: FeedPosition = { xid: 0, id: 0 };

const COMMON = `id, xid::text::bigint AS xid, org_id AS "orgId", type, data, created_at AS "createdAt"`;
const COLUMNS = `${COMMON}, run_id AS "runId", seq, user_id AS "userId"`;
const ORG_COLUMNS = `${COMMON}, NULL::uuid AS "runId", NULL::int AS seq, NULL::uuid AS "userId", permission`;

const RUNS_SQL = `
SELECT e.* FROM unnest($1::uuid[], $2::int[]) AS c(run_id, after)
CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM run_event WHERE run_id = c.run_id AND seq > c.after ORDER BY seq LIMIT $3) e`;

/** Below the oldest open transaction nothing can appear any more. */
const NEXT_IN_FEED = `WHERE t.org_id = c.org_id AND (t.xid, t.id) > (c.xid::text::xid8, c.id)
    AND t.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY t.xid, t.id LIMIT $4`;

/**
 * The row comparison is spelled out per organization by LATERAL, so that each is one range scan of an index of either
 * table. The places of both are of one order.
 */
const FEEDS_SQL = `
SELECT e.* FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS c(org_id, xid, id)
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT ${COLUMNS}, NULL AS permission FROM run_event t ${NEXT_IN_FEED})
    UNION ALL
    (SELECT ${ORG_COLUMNS} FROM org_event t ${NEXT_IN_FEED})
  ) AS both_kinds ORDER BY xid, id LIMIT $4) e`;

const FEED_NOW_SQL = `SELECT pg_snapshot_xmin(s)::text::bigint AS xmin, pg_snapshot_xmax(s)::text::bigint AS xmax,
  array(SELECT pg_snapshot_xip(s)::text::bigint) AS open FROM pg_current_snapshot() AS s`;

/** Events in order, many runs or feeds in one statement. */
@Injectable()
export class EventReader {
  constructor(private readonly pool: Pool) {}

  /** Per run from after its `after`, at most `limit` each; ordered inside each run. */
  async ofRuns(after: Map<string, number>, limit: number): Promise<RunEvent[]> {
    const values = [[...after.keys()], [...after.values()], limit];
    return (await this.pool.query<RunEvent>({ name: 'events_of_runs', text: RUNS_SQL, values })).rows;
  }

  /** Per organization from after its position, at most `limit` each; ordered inside each feed. */
  async ofFeeds(after: Map<string, FeedPosition>, limit: number): Promise<FeedEvent[]> {
    const places = [...after.values()];
    const values = [[...after.keys()], places.map(({ xid }) => xid), places.map(({ id }) => id), limit];
    return (await this.pool.query<FeedEvent>({ name: 'events_of_feeds', text: FEEDS_SQL, values })).rows;
  }

  /** The moment at which a reader begins who wants nothing of the past. */
  async feedNow(): Promise<FeedMoment> {
    const { rows } = await this.pool.query<FeedMoment>({ name: 'events_now', text: FEED_NOW_SQL });
    const [now] = rows;
    if (!now) throw new Error('Postgres answered no snapshot');
    return now;
  }
}
