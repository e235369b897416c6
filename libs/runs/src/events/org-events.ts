import { Injectable, Module } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import type { OrgEvent } from './feed-event';

/** What there is to tell. */
export type OrgFact = Pick<OrgEvent, 'orgId' | 'permission' | 'type' | 'data'>;

export type Tell = (...facts: OrgFact[]) => void;

/** In the order of the locks themselves: whoever needs several does not wait for somebody who waits for them. */
const LOCK_SQL = `
SELECT pg_advisory_xact_lock(key) FROM (
  SELECT DISTINCT hashtextextended(subject, 0) AS key FROM unnest($1::text[]) AS subject ORDER BY key) AS wanted`;

const TRY_LOCK_SQL = `
SELECT subject FROM unnest($1::text[]) AS subject WHERE pg_try_advisory_xact_lock(hashtextextended(subject, 0))`;

const APPEND_SQL = `
INSERT INTO org_event (org_id, permission, type, data)
SELECT org_id, permission, type, data
FROM jsonb_to_recordset($1::jsonb) AS f(org_id uuid, permission text, type text, data jsonb)`;

/**
 * Puts into the feed of an organization what happens in it outside of runs. The feed is ordered by when transactions
 * begin to write, and whoever waits for a row may have begun before whoever holds it. So what is told of one subject is
 * changed under a lock that is taken before anything is written, and only under it.
 */
@Injectable()
export class OrgEvents {
  constructor(
    private readonly source: DataSource,
    private readonly hinter: Hinter,
  ) {}

  /**
   * One transaction of what happens and of what is told of it. Those of a subject come one after the other, and so
   * does what they tell. Who follows the feed is hinted after it.
   */
  async transaction<T>(
    subjects: string[],
    work: (manager: EntityManager, tell: Tell) => Promise<T>,
  ): Promise<T> {
    const told: OrgFact[] = [];
    const result = await this.source.transaction(async (manager) => {
      if (subjects.length > 0) await manager.query(LOCK_SQL, [subjects]);
      const done = await work(manager, (...facts) => void told.push(...facts));
      if (told.length > 0) await manager.query(APPEND_SQL, [JSON.stringify(told.map(toRow))]);
      return done;
    });
    const orgIds = [...new Set(told.map(({ orgId }) => orgId))];
    if (orgIds.length > 0) this.hinter.hint('events.appended', { orgIds, runIds: [] });
    return result;
  }

  /** In a transaction that has written nothing: takes the subjects that nobody is at, and answers them. */
  async claim(manager: EntityManager, subjects: string[]): Promise<string[]> {
    const rows: { subject: string }[] = await manager.query(TRY_LOCK_SQL, [subjects]);
    return rows.map(({ subject }) => subject);
  }
}

const toRow = ({ orgId, ...fact }: OrgFact) => ({ org_id: orgId, ...fact });

/** For those who tell. Needs the database and the transport. */
@Module({ providers: [OrgEvents], exports: [OrgEvents] })
export class OrgEventsModule {}
