import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An immutable fact, ordered in its run by `seq` and in its organization by (`xid`, `id`). */
@Entity('run_event')
export class RunEvent {
  @PrimaryColumn('uuid') runId: string;
  /** Gap-free inside the run, from 1. */
  @PrimaryColumn() seq: number;
  @Column('bigint') id: number;
  /**
   * The transaction that wrote it. Ids are handed out in another order than transactions commit; a reader who
   * stays below the oldest open transaction can never skip one that commits late.
   */
  @Column('bigint') xid: number;
  @Column('uuid') orgId: string;
  @Column('uuid') userId: string;
  @Column() type: string;
  @Column('jsonb') data: Record<string, unknown>;
  @Column('timestamptz') createdAt: Date;
}
