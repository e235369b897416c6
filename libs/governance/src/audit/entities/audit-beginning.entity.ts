import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a chain begins whose older entries were pruned: the installation's signature under the last of them. */
@Entity('audit_beginning')
export class AuditBeginning {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_beginning_pkey' })
  chainId: string;

  /** Of the last entry that is gone. */
  @Column('bigint')
  seq: number;

  @Column('bytea')
  hash: Buffer;

  @Column('text')
  keyId: string;

  @Column('text')
  signature: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
