import { Injectable, Logger } from '@nestjs/common';
import { mayWork, mayWorkSql, UserFactsService } from '@muster/identity';
import { Cancellations } from '../run/cancellations';
import type { RunOwner } from '../run/runs.service';

/** Chosen and cancelled in one transaction. */
const BATCH = 100;

const REASON = 'whoever it works for may no longer work in the organization';

/** The condition of the index `run_open`. */
const OPEN = `status IN ('queued', 'running', 'waiting', 'paused')`;

/** From owner to owner, however many open runs each of them has. */
const ALL_OWNERS = `
WITH RECURSIVE owner AS (
  (SELECT user_id, org_id FROM run WHERE ${OPEN} ORDER BY user_id, org_id LIMIT 1)
  UNION ALL
  SELECT next.user_id, next.org_id FROM owner, LATERAL (
    SELECT user_id, org_id FROM run WHERE ${OPEN} AND (user_id, org_id) > (owner.user_id, owner.org_id)
    ORDER BY user_id, org_id LIMIT 1
  ) next
)
SELECT user_id, org_id FROM owner`;

const THESE_OWNERS = `SELECT DISTINCT user_id, org_id FROM run WHERE ${OPEN} AND user_id = ANY ($1::uuid[])`;

/** Rows that a worker is writing at this moment are left for the next look, so that neither waits for the other. */
const choose = (owners: string): string => `
SELECT run.id FROM (${owners}) owner JOIN run ON run.user_id = owner.user_id AND run.org_id = owner.org_id
WHERE ${OPEN} AND NOT ${mayWorkSql({ userId: 'owner.user_id', orgId: 'owner.org_id' })}
LIMIT ${BATCH} FOR UPDATE OF run SKIP LOCKED`;

const OF_ALL = choose(ALL_OWNERS);
const OF_THESE = choose(THESE_OWNERS);

/** Ends the runs of people who were suspended, removed from the organization, or whose account was switched off. */
@Injectable()
export class ShutOuts {
  private readonly logger = new Logger(ShutOuts.name);

  constructor(
    private readonly facts: UserFactsService,
    private readonly cancellations: Cancellations,
  ) {}

  /** Looks at everybody who has an open run, or at these people only. */
  async sweep(userIds?: string[]): Promise<void> {
    const [sql, values] = userIds ? [OF_THESE, [userIds]] : [OF_ALL, []];
    let found = BATCH;
    while (found === BATCH) {
      await this.cancellations.cancel(async (manager) => {
        const rows = await manager.query<{ id: string }[]>(sql, values);
        found = rows.length;
        return rows.map(({ id }) => id);
      }, REASON);
    }
  }

  /** Hint: these people changed, so that what is known of them counts no more. */
  async changed(userIds: string[]): Promise<void> {
    for (const userId of userIds) this.facts.forget(userId);
    await this.sweep(userIds).catch((error: unknown) => {
      this.logger.warn(`runs of people who changed not looked at; the sweep will: ${String(error)}`);
    });
  }

  /**
   * Whether a claimed run may be executed, by what was known a moment ago. A refusal, which cancels it, is by what holds
   * now.
   */
  async admits({ id, userId, orgId }: RunOwner & { id: string }): Promise<boolean> {
    if (mayWork(this.facts.peek(userId), orgId)) return true;
    if (mayWork(await this.facts.load(userId), orgId)) return true;
    await this.cancellations.cancel(() => Promise.resolve([id]), REASON);
    return false;
  }
}
