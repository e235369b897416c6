import {
  Check,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { AgentWorker } from '../workers/worker.entity';
import type { AgentStatus } from './agent.status';

export const AUTONOMY_LEVELS = ['autonomous', 'cautious', 'supervised', 'read_only'] as const;
export type AutonomyLevel = (typeof AUTONOMY_LEVELS)[number];

/** By name, or with what each of them is to know: kept as it was sent. */
export type EnabledTools = string[] | object;

/** A configuration that can execute tasks: model, instructions, tools, limits. It belongs to the organization. */
@Entity('agent')
@Index('agent_name_key', ['orgId', 'name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('agent_newest', ['orgId', 'createdAt', 'id'], { where: 'deleted_at IS NULL' })
@Index('agent_by_worker', ['workerId'], { where: 'deleted_at IS NULL AND worker_id IS NOT NULL' })
@Check('agent_status_check', `status IN ('offline', 'idle', 'busy', 'error', 'paused', 'maintenance')`)
@Check('agent_autonomy_check', `autonomy_level IN ('autonomous', 'cautious', 'supervised', 'read_only')`)
@Check('agent_activity_check', `is_active OR status = 'offline'`)
@Check('agent_daily_budget_check', 'daily_budget_usd >= 0')
export class Agent {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'agent_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  role: string;

  @Column('text')
  status: AgentStatus;

  /** False: somebody stopped it. An active agent may be offline, too: when its worker is. */
  @Column('boolean', { default: true })
  isActive: boolean;

  @Column('text')
  llmProvider: string;

  @Column('text')
  llmModel: string;

  @Column('text', { nullable: true })
  systemPrompt: string | null;

  @Column('double precision')
  temperature: number;

  @Column('integer')
  maxTokens: number;

  @Column('jsonb')
  enabledTools: EnabledTools;

  @Column('integer')
  maxConcurrentTasks: number;

  /** Which machine of the organization executes its tasks; null: Muster itself. */
  @Column('uuid', { nullable: true })
  workerId: string | null;

  @Column('text', { array: true, default: [] })
  tags: string[];

  @Column('text')
  autonomyLevel: AutonomyLevel;

  @Column('text', { array: true, default: [] })
  toolBlacklist: string[];

  @Column('jsonb', { default: {} })
  riskRules: object;

  /** 0: without a limit. */
  @Column('numeric', { precision: 12, scale: 4, default: 0 })
  dailyBudgetUsd: number;

  /** 0: without a limit. */
  @Column('integer', { default: 0 })
  maxTokensPerTask: number;

  @Column('integer', { default: 0 })
  tasksCompleted: number;

  @Column('integer', { default: 0 })
  tasksFailed: number;

  /** Failed tasks since the last one that was completed. */
  @Column('integer', { default: 0 })
  failureStreak: number;

  /** Of all tasks that came to an end. */
  @Column('double precision', { default: 0 })
  totalTaskSeconds: number;

  @Column('bigint', { default: 0 })
  totalTokensUsed: number;

  @Column('numeric', { precision: 18, scale: 9, default: 0 })
  totalCostUsd: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lastActiveAt: Date | null;

  @Column('uuid')
  createdBy: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  /** Removed agents stay for the sake of their tasks; their names are free. */
  @DeleteDateColumn({ type: 'timestamptz', precision: 3 })
  deletedAt: Date | null;

  @ManyToOne(() => AgentWorker)
  @JoinColumn({ name: 'worker_id', foreignKeyConstraintName: 'agent_worker_id_fkey' })
  worker?: AgentWorker;
}
