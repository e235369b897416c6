import { Injectable, Module } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import type { OrgEvent } from './feed-event';

/** What there is to tell. */
export type OrgFact = Pick<OrgEvent, 'orgId' | 'permission' | 'type' | 'data'>;

const APPEND_SQL = `
INSERT INTO org_event (org_id, permission, type, data)
SELECT org_id, permission, type, data
FROM jsonb_to_recordset($1::jsonb) AS f(org_id uuid, permission text, type text, data jsonb)`;

/** Puts into the feed of an organization what happens in it outside of runs. */
@Injectable()
export class OrgEvents {
  constructor(
    private readonly source: DataSource,
    private readonly hinter: Hinter,
  ) {}

  /** One transaction of what happens and of what is told of it, in the order of telling. Who follows is hinted after it. */
  async transaction<T>(
    work: (manager: EntityManager, tell: (...facts: OrgFact[]) => void) => Promise<T>,
  ): Promise<T> {
    const told: OrgFact[] = [];
    const result = await this.source.transaction(async (manager) => {
      const done = await work(manager, (...facts) => void told.push(...facts));
      if (told.length > 0) await manager.query(APPEND_SQL, [JSON.stringify(told.map(toRow))]);
      return done;
    });
    const orgIds = [...new Set(told.map(({ orgId }) => orgId))];
    if (orgIds.length > 0) this.hinter.hint('events.appended', { orgIds, runIds: [] });
    return result;
  }
}

const toRow = ({ orgId, ...fact }: OrgFact) => ({ org_id: orgId, ...fact });

/** For those who tell. Needs the database and the transport. */
@Module({ providers: [OrgEvents], exports: [OrgEvents] })
export class OrgEventsModule {}
