import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something said to a run from outside: a message, a decision, a child's end. */
@Entity('run_signal')
export class Signal {
  @PrimaryColumn('uuid') runId: string;
  @PrimaryColumn() seq: number;
  @Column() topic: string;
  @Column('jsonb') payload: unknown;
  /** Key of the step that took it; null: still in the inbox. */
  @Column('text', { nullable: true }) consumedBy: string | null;
  @Column('timestamptz') createdAt: Date;
}
