import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ErrorRecord } from '@muster/platform';

/** `started`: the intent is written, the outcome is not. After a crash that means: in doubt. */
export type StepStatus = 'started' | 'done' | 'failed';

/** One recorded effect inside a run. */
@Entity('run_step')
export class Step {
  @PrimaryColumn('uuid') runId: string;
  /** A name that is the same whenever the program is re-entered. */
  @PrimaryColumn('text') key: string;
  /** Order of first recording inside the run, from 1. */
  @Column() seq: number;
  /** model, tool, wait, child, turn, note: for people and filters. */
  @Column() kind: string;
  @Column() name: string;
  @Column('text') status: StepStatus;
  @Column() attempt: number;
  @Column('jsonb', { nullable: true }) input: unknown;
  @Column('jsonb', { nullable: true }) output: unknown;
  @Column('jsonb', { nullable: true }) error: ErrorRecord | null;
  @Column('numeric') costUsd: number;
  @Column('timestamptz') startedAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
