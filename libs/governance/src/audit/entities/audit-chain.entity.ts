import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where a chain stands. Only the sealer writes it, and holds its row while it does. */
@Entity('audit_chain')
@Index('audit_chain_unsigned_idx', ['signedAt'], { where: 'seq > signed_seq' })
export class AuditChain {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_chain_pkey' })
  chainId: string;

  @Column('bigint', { default: 0 })
  seq: number;

  @Column('bytea')
  hash: Buffer;

  /** Number of the last checkpoint. */
  @Column('bigint', { default: 0 })
  signedSeq: number;

  @Column('timestamptz', { default: () => 'now()' })
  signedAt: Date;

  /** Number of the last entry that an export has handed out. */
  @Column('bigint', { default: 0 })
  exportedSeq: number;
}
