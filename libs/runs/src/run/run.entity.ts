import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ErrorRecord } from '@muster/platform';
import type { RunStatus, WaitReason } from './run.status';

/** Where a forked run branched off. */
export interface ForkOrigin {
  run_id: string;
  /** Key of the last step that was taken over. */
  step: string;
}

/** One execution of a program for somebody. */
@Entity('run')
export class Run {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') orgId: string;
  @Column('uuid') userId: string;
  @Column() program: string;
  @Column() programVersion: number;
  @Column() title: string;
  @Column('text') status: RunStatus;
  @Column('text', { nullable: true }) waitingFor: WaitReason | null;
  /** Signals on one of these topics wake the waiting run. */
  @Column('text', { array: true }) waitTopics: string[];
  @Column('timestamptz', { nullable: true }) wakeAt: Date | null;
  @Column('jsonb') input: unknown;
  /** What the program publishes about itself, merged with each commit. */
  @Column('jsonb') state: Record<string, unknown>;
  @Column('jsonb', { nullable: true }) output: unknown;
  @Column('jsonb', { nullable: true }) error: ErrorRecord | null;
  /** `provider/model` for this run's model calls; null: the installation's roles decide. */
  @Column('text', { nullable: true }) model: string | null;
  @Column('uuid', { nullable: true }) parentId: string | null;
  /** From the root of the tree down to this run, itself included. */
  @Column('uuid', { array: true }) ancestry: string[];
  /** Fencing token: a worker may write only under the attempt it claimed. */
  @Column() attempt: number;
  /** Who executes it; kept after a pause until the worker has let go. */
  @Column('uuid', { nullable: true }) workerId: string | null;
  /** How often it was queued; names the queue job, so that one waking is queued once. */
  @Column() wakes: number;
  /** Signals received so far. */
  @Column() inbox: number;
  /** Times it was retried because something it needs did not answer. */
  @Column() retries: number;
  @Column() stepCount: number;
  @Column() eventSeq: number;
  /** Ceiling for this run and everything below it, in USD. */
  @Column('numeric', { nullable: true }) budgetUsd: number | null;
  /** Spent by this run and everything below it, in USD. */
  @Column('numeric') spentUsd: number;
  @Column('jsonb', { nullable: true }) forkedFrom: ForkOrigin | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') queuedAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('timestamptz') updatedAt: Date;
}
