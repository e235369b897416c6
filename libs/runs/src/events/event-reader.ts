import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { RunEvent } from './event.entity';

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

const COLUMNS = `e.run_id AS "runId", e.seq, e.id, e.xid::text::bigint AS xid, e.org_id AS "orgId", e.user_id AS "userId", e.type, e.data,
  e.created_at AS "createdAt"`;

const RUNS_SQL = `
SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::int[]) AS c(run_id, after)
CROSS JOIN LATERAL (SELECT * FROM run_event WHERE run_id = c.run_id AND seq > c.after ORDER BY seq LIMIT $3) e`;

/**
 * Below the oldest open transaction nothing can appear any more. The row comparison is spelled out per
 * organization by LATERAL, so that each is one range scan of `run_event_feed`.
 */
const FEEDS_SQL = `
SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS c(org_id, xid, id)
CROSS JOIN LATERAL (
  SELECT * FROM run_event WHERE org_id = c.org_id AND (xid, id) > (c.xid::text::xid8, c.id)
    AND xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY xid, id LIMIT $4) e`;

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
  async ofFeeds(after: Map<string, FeedPosition>, limit: number): Promise<RunEvent[]> {
    const places = [...after.values()];
    const values = [[...after.keys()], places.map(({ xid }) => xid), places.map(({ id }) => id), limit];
    return (await this.pool.query<RunEvent>({ name: 'events_of_feeds', text: FEEDS_SQL, values })).rows;
  }

  /** The moment at which a reader begins who wants nothing of the past. */
  async feedNow(): Promise<FeedMoment> {
    const { rows } = await this.pool.query<FeedMoment>({ name: 'events_now', text: FEED_NOW_SQL });
    const [now] = rows;
    if (!now) throw new Error('Postgres answered no snapshot');
    return now;
  }
}
