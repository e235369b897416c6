import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
  VirtualColumn,
} from 'typeorm';
import type { WorkerStatus } from './worker.status';

/** A machine of an organization that fetches and executes the tasks of its agents. Not a process that executes runs. */
@Entity('agent_worker')
@Unique('agent_worker_name_key', ['orgId', 'name'])
@Index('agent_worker_newest', ['orgId', 'createdAt', 'id'])
@Index('agent_worker_alive', { synchronize: false })
@Check('agent_worker_status_check', `status IN ('pending', 'online', 'offline', 'error', 'maintenance')`)
@Check(
  'agent_worker_approval_check',
  `CASE WHEN is_approved THEN status <> 'pending' ELSE status IN ('pending', 'offline') END`,
)
@Check('agent_worker_max_agents_check', 'max_agents > 0')
export class AgentWorker {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'agent_worker_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** By which it is known again when it registers anew. */
  @Column('text')
  name: string;

  @Column('text')
  hostname: string;

  /** As it says itself. */
  @Column('text')
  ipAddress: string;

  @Column('text')
  status: WorkerStatus;

  /** Nothing is given to a worker before an administrator said so. */
  @Column('boolean')
  isApproved: boolean;

  @Column('text', { name: 'group_name', nullable: true })
  group: string | null;

  @Column('integer')
  maxAgents: number;

  @Column('integer', { default: 0 })
  cpuCores: number;

  @Column('integer', { default: 0 })
  memoryTotalMb: number;

  @Column('double precision', { default: 0 })
  cpuUsagePercent: number;

  @Column('double precision', { default: 0 })
  memoryUsagePercent: number;

  @Column('double precision', { default: 0 })
  diskUsagePercent: number;

  @Column('jsonb', { default: {} })
  osInfo: object;

  @Column('jsonb', { default: {} })
  capabilities: object;

  @Column('text', { nullable: true })
  version: string | null;

  @Column('text', { nullable: true })
  dockerVersion: string | null;

  @Column('uuid')
  registeredBy: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lastHeartbeatAt: Date | null;

  /** From when its silence counts: the last heartbeat, registration or approval. */
  @Column('timestamptz', { default: () => 'now()' })
  silentSince: Date;

  /** Agents that are assigned to it. */
  @VirtualColumn({
    type: 'bigint',
    query: (worker) =>
      `SELECT count(*) FROM agent WHERE agent.worker_id = ${worker}.id AND agent.deleted_at IS NULL`,
  })
  agentCount: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
