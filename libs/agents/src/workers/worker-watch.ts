import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '@muster/platform';
import { OrgEvents } from '@muster/runs';
import { follow } from './worker-changes';
import type { AgentWorker } from './worker.entity';
import { edgeOf, LOST, REPORTED_STATUSES, type WorkerStatus } from './worker.status';

const EVERY_MS = 5_000;
const BATCH = 200;

const IS_SILENT = `status IN (${REPORTED_STATUSES.map((status) => `'${status}'`).join(', ')}) AND silent_since < now() - interval '2 minutes'`;

const SILENT_SQL = `SELECT id FROM agent_worker WHERE ${IS_SILENT} ORDER BY id LIMIT ${BATCH}`;

/** Looked at once more: somebody may have been heard of meanwhile. */
const LOST_SQL = `
WITH silent AS (
  SELECT id, status FROM agent_worker WHERE id = ANY ($1::uuid[]) AND ${IS_SILENT} FOR NO KEY UPDATE
), lost AS (
  UPDATE agent_worker w SET status = '${LOST.status}', updated_at = now() FROM silent s WHERE w.id = s.id
  RETURNING w.id, w.org_id, w.name, w.status, w.last_heartbeat_at, s.status AS previous_status
)
SELECT id, org_id AS "orgId", name, status, last_heartbeat_at AS "lastHeartbeatAt",
  previous_status AS "previousStatus" FROM lost`;

type LostWorker = AgentWorker & { previousStatus: WorkerStatus };

/** Notices that workers are silent. Any number of processes may watch: each worker is taken by one of them. */
@Injectable()
export class WorkerWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WorkerWatch.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.sweep(), this.logger);

  constructor(private readonly events: OrgEvents) {}

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** Whoever has not been heard of for two minutes is offline, and so are their agents. */
  async sweep(): Promise<void> {
    while ((await this.takeLost()) === BATCH);
  }

  private takeLost(): Promise<number> {
    return this.events.transaction([], async (manager, tell) => {
      const silent: { id: string }[] = await manager.query(SILENT_SQL);
      const ids = silent.map(({ id }) => id);
      const mine = ids.length > 0 ? await this.events.claim(manager, ids) : [];
      const lost: LostWorker[] = mine.length > 0 ? await manager.query(LOST_SQL, [mine]) : [];
      const missed = lost.filter(({ previousStatus, status }) => edgeOf(previousStatus, status));
      if (missed.length > 0) await follow(manager, tell, 'worker.offline', missed);
      return mine.length;
    });
  }
}
