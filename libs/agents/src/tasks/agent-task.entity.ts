import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { Agent } from '../agents/agent.entity';
import type { AgentTaskStatus, Priority } from './agent-task.status';

/**
 * What an organization wants done by one of its agents. Where Muster executes the agent, each attempt is a run; a worker
 * says itself how it gets on.
 */
@Entity('agent_task')
@Index('agent_task_newest', ['orgId', 'createdAt', 'id'])
@Index('agent_task_by_status', ['orgId', 'status', 'createdAt', 'id'])
@Index('agent_task_by_priority', ['orgId', 'priority', 'createdAt', 'id'])
@Index('agent_task_by_agent', ['agentId', 'createdAt', 'id'])
@Index('agent_task_waiting', { synchronize: false })
@Index('agent_task_assigned', { synchronize: false })
@Index('agent_task_load', ['agentId', 'status'], { where: `status IN ('assigned', 'in_progress', 'review')` })
@Index('agent_task_run', ['runId'], { where: `status IN ('in_progress', 'review')` })
@Index('agent_task_due', ['deadline'], { where: `status IN ('pending', 'queued', 'assigned')` })
@Index('agent_task_at_work', ['inProgressSince'], { where: `status = 'in_progress'` })
@Check(
  'agent_task_status_check',
  `status IN ('pending', 'queued', 'assigned', 'in_progress', 'review', 'completed', 'failed', 'cancelled')`,
)
@Check('agent_task_priority_check', `priority IN ('critical', 'high', 'medium', 'low')`)
@Check(
  'agent_task_agent_check',
  `agent_id IS NOT NULL OR status NOT IN ('assigned', 'in_progress', 'review')`,
)
@Check('agent_task_progress_check', 'progress_percent BETWEEN 0 AND 100')
export class AgentTask {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'agent_task_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  instructions: string | null;

  @Column('text')
  status: AgentTaskStatus;

  @Column('text')
  priority: Priority;

  @Column('uuid', { nullable: true })
  agentId: string | null;

  /** Somebody named the agent: it stays with it. Otherwise it may go to another one as long as it waits. */
  @Column('boolean', { default: false })
  isAgentNamed: boolean;

  /** Who last said what is to be done. Attempts belong to them, and reach what they may reach. */
  @Column('uuid')
  assignedBy: string;

  @Column('jsonb', { nullable: true })
  result: unknown;

  /** Why the last attempt failed, or why it was called off. */
  @Column('text', { nullable: true })
  error: string | null;

  /** Files that the agent made. */
  @Column('uuid', { array: true, default: [] })
  outputFiles: string[];

  @Column('jsonb', { default: {} })
  metadata: object;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deadline: Date | null;

  /** Before this it is not handed out again. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  notBefore: Date | null;

  /** Of the last attempt. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  startedAt: Date | null;

  /** Reviews do not count towards the time that an attempt may take. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  inProgressSince: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  completedAt: Date | null;

  @Column('integer', { default: 0 })
  retryCount: number;

  @Column('integer')
  maxRetries: number;

  @Column('text', { array: true, default: [] })
  requiredTools: string[];

  @Column('integer', { default: 0 })
  progressPercent: number;

  /** Of the last attempt. */
  @Column('double precision', { nullable: true })
  actualDurationSeconds: number | null;

  /** Of all attempts. */
  @Column('bigint', { default: 0 })
  costTokens: number;

  /** Of all attempts. */
  @Column('numeric', { precision: 18, scale: 9, default: 0 })
  costUsd: number;

  /** The attempt under way, or the last one. */
  @Column('uuid', { nullable: true })
  runId: string | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  @ManyToOne(() => Agent)
  @JoinColumn({ name: 'agent_id', foreignKeyConstraintName: 'agent_task_agent_id_fkey' })
  agent?: Agent;
}
