import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One process that executes runs. Its lease stands for all runs it holds. */
@Entity('worker')
export class Worker {
  @PrimaryColumn('uuid') id: string;
  @Column() host: string;
  @Column() pid: number;
  @Column('timestamptz') startedAt: Date;
  @Column('timestamptz') leaseUntil: Date;
}
