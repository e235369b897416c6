import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Actor } from '@muster/identity';
import { OrgEvents } from '@muster/runs';
import { changeWorker, findWorker } from './worker-changes';
import type { AgentWorker } from './worker.entity';
import { heard, type ReportedStatus, type Standing } from './worker.status';

/** What a worker reports of itself, in percent. */
export interface Heartbeat {
  cpuUsagePercent: number;
  memoryUsagePercent: number;
  diskUsagePercent: number;
  status: ReportedStatus;
}

/** Nothing changes but the measurements: either it is known to be as it reports, or what it reports counts for nothing. */
const BEAT_SQL = `
UPDATE agent_worker SET cpu_usage_percent = $3, memory_usage_percent = $4, disk_usage_percent = $5,
  last_heartbeat_at = clock_timestamp(), silent_since = clock_timestamp()
WHERE id = $1 AND org_id = $2 AND (status = $6 OR NOT is_approved)
RETURNING status, is_approved AS "isApproved"`;

/** Hears workers: one statement each, unless what one of them reports changes its status. */
@Injectable()
export class Heartbeats {
  constructor(
    private readonly pool: Pool,
    private readonly events: OrgEvents,
  ) {}

  /**
   * Answers where the worker stands. An approved one is as it reports, whatever it was before; one that is not approved
   * stays what it is, and only its measurements are kept. Throws `NotFoundError`.
   */
  async beat({ orgId }: Actor, id: string, beat: Heartbeat): Promise<Standing> {
    const { cpuUsagePercent: cpu, memoryUsagePercent: memory, diskUsagePercent: disk, status } = beat;
    const values = [id, orgId, cpu, memory, disk, status];
    const { rows } = await this.pool.query<Standing>({ name: 'worker_beat', text: BEAT_SQL, values });
    return rows[0] ?? this.change(orgId, id, beat);
  }

  private change(orgId: string, id: string, { status, ...measured }: Heartbeat): Promise<AgentWorker> {
    return this.events.transaction([id], async (manager, tell) => {
      const worker = await findWorker(manager, orgId, id);
      const now = () => 'clock_timestamp()';
      return changeWorker(manager, tell, worker, heard(worker, status), {
        ...measured,
        ...{ lastHeartbeatAt: now, silentSince: now },
      });
    });
  }
}
