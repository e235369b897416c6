import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Actor } from '@muster/identity';
import { OrgEvents } from '@muster/runs';
import { AgentPolicy } from '../agent.policy';
import { changeWorker, edgeFact, findWorker } from './worker-changes';
import { AgentWorker } from './worker.entity';
import { approved, newcomer, REJECTED, type Standing, UNKNOWN_AGAIN } from './worker.status';

/** What a worker says of itself when it comes. What it leaves out stays as it is, or as is usual. */
export interface WorkerRegistration {
  name: string;
  hostname: string;
  ipAddress: string;
  maxAgents?: number;
  cpuCores?: number;
  memoryTotalMb?: number;
  osInfo?: object;
  capabilities?: object;
  version?: string;
  dockerVersion?: string;
}

/** Left out, the group stays; an empty one takes it out of its group. */
export interface WorkerDecision {
  isApproved: boolean;
  group?: string;
}

/** Of the workers that are online, but for the counts by status. */
export interface WorkerOverview {
  total: number;
  online: number;
  offline: number;
  pending: number;
  cpuCores: number;
  memoryMb: number;
  activeAgents: number;
  averageCpuPercent: number;
  averageMemoryPercent: number;
}

const OVERVIEW_SQL = `
SELECT count(*) AS total, count(*) FILTER (WHERE w.status = 'online') AS online,
  count(*) FILTER (WHERE w.status = 'offline') AS offline, count(*) FILTER (WHERE w.status = 'pending') AS pending,
  coalesce(sum(cpu_cores) FILTER (WHERE w.status = 'online'), 0) AS "cpuCores",
  coalesce(sum(memory_total_mb) FILTER (WHERE w.status = 'online'), 0) AS "memoryMb",
  coalesce(sum(a.active) FILTER (WHERE w.status = 'online'), 0) AS "activeAgents",
  round(coalesce(avg(cpu_usage_percent) FILTER (WHERE w.status = 'online'), 0)::numeric, 1) AS "averageCpuPercent",
  round(coalesce(avg(memory_usage_percent) FILTER (WHERE w.status = 'online'), 0)::numeric, 1) AS "averageMemoryPercent"
FROM agent_worker w LEFT JOIN (
  SELECT worker_id, count(*) AS active FROM agent
  WHERE org_id = $1 AND worker_id IS NOT NULL AND is_active AND deleted_at IS NULL GROUP BY worker_id
) a ON a.worker_id = w.id
WHERE w.org_id = $1`;

/** The machines of an organization that execute tasks of its agents. */
@Injectable()
export class WorkersService {
  constructor(
    @InjectRepository(AgentWorker) private readonly workers: Repository<AgentWorker>,
    private readonly events: OrgEvents,
    private readonly policy: AgentPolicy,
  ) {}

  /** A worker that comes under a name that is known is that one again, with what it says of itself now. */
  async register(
    actor: Actor,
    registration: WorkerRegistration,
  ): Promise<{ worker: AgentWorker; isNew: boolean }> {
    const { orgId } = actor;
    const known = await this.workers.findOneBy({ orgId, name: registration.name });
    if (known) return { worker: await this.takeBack(known, registration), isNew: false };
    const worker = await this.takeIn(actor, registration);
    // Somebody of that name came in between, and workers never go.
    return worker ? { worker, isNew: true } : this.register(actor, registration);
  }

  /** Newest first. */
  async list(
    { orgId }: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: AgentWorker[]; total: number }> {
    const [items, total] = await this.workers.findAndCount({
      where: { orgId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** Lets a worker in, or out. Throws `NotFoundError`. */
  decide({ orgId }: Actor, id: string, { isApproved, group }: WorkerDecision): Promise<AgentWorker> {
    return this.events.transaction([id], async (manager, tell) => {
      const worker = await findWorker(manager, orgId, id);
      const standing = isApproved ? approved(worker) : REJECTED;
      return changeWorker(manager, tell, worker, standing, {
        ...(group !== undefined && { group: group || null }),
        ...(standing.isApproved && !worker.isApproved && { silentSince: () => 'clock_timestamp()' }),
      });
    });
  }

  async overview({ orgId }: Actor): Promise<WorkerOverview> {
    const [overview] = await this.workers.query<WorkerOverview[]>(OVERVIEW_SQL, [orgId]);
    return overview as WorkerOverview;
  }

  /** Undefined: there is one of that name. */
  private takeIn(
    { orgId, userId }: Actor,
    registration: WorkerRegistration,
  ): Promise<AgentWorker | undefined> {
    const values = {
      ...registration,
      ...newcomer(this.policy.requireWorkerApproval),
      ...{ orgId, registeredBy: userId },
      maxAgents: registration.maxAgents ?? this.policy.maxAgentsPerWorker,
    };
    return this.events.transaction([], async (manager, tell) => {
      const insertion = manager.createQueryBuilder().insert().into(AgentWorker).values(values);
      const { raw } = await insertion.orIgnore().returning('id').execute();
      const [row] = raw as { id: string }[];
      if (!row) return undefined;
      const worker = await findWorker(manager, orgId, row.id);
      if (worker.status === 'online') tell(edgeFact('worker.online', worker));
      return worker;
    });
  }

  private takeBack({ id, orgId }: AgentWorker, registration: WorkerRegistration): Promise<AgentWorker> {
    return this.events.transaction([id], async (manager, tell) => {
      const known = await findWorker(manager, orgId, id);
      return changeWorker(manager, tell, known, this.standingAgain(known, registration), {
        ...registration,
        silentSince: () => 'clock_timestamp()',
      });
    });
  }

  /**
   * Coming again approves nobody, and leaves an approved worker what it is as long as it is the machine that somebody
   * looked at. Whoever may register workers may claim any name; one from another place or of another host would get
   * the tasks, with all that is in them, on the word that was given for the first. It has to be let in anew, where
   * workers have to be at all. What a worker says of its place is no proof of it, but an approval holds for no more
   * than was said.
   */
  private standingAgain(known: AgentWorker, { hostname, ipAddress }: WorkerRegistration): Standing {
    const { status, isApproved } = known;
    const isTheSame = known.hostname === hostname && known.ipAddress === ipAddress;
    if (isApproved)
      return isTheSame || !this.policy.requireWorkerApproval ? { status, isApproved } : UNKNOWN_AGAIN;
    return { status, isApproved };
  }
}
