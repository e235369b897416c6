import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '@muster/platform';
import { OrgEvents } from '@muster/runs';
import { follow } from './worker-changes';
import type { AgentWorker } from './worker.entity';
import { ALIVE, LOST } from './worker.status';

const EVERY_MS = 5_000;
const BATCH = 200;

const LOST_SQL = `
WITH silent AS (
  SELECT id FROM agent_worker
  WHERE status IN (${ALIVE.map((status) => `'${status}'`).join(', ')}) AND silent_since < now() - interval '2 minutes'
  ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED
), lost AS (
  UPDATE agent_worker w SET status = '${LOST.status}', updated_at = now() FROM silent s WHERE w.id = s.id
  RETURNING w.id, w.org_id, w.name, w.status, w.last_heartbeat_at
)
SELECT id, org_id AS "orgId", name, status, last_heartbeat_at AS "lastHeartbeatAt" FROM lost`;

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
    return this.events.transaction(async (manager, tell) => {
      const lost: AgentWorker[] = await manager.query(LOST_SQL);
      if (lost.length > 0) await follow(manager, tell, 'worker.offline', lost);
      return lost.length;
    });
  }
}
