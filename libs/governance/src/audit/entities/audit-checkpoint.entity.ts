import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The installation's signature under where a chain stood. */
@Entity('audit_checkpoint')
export class AuditCheckpoint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_checkpoint_pkey' })
  chainId: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_checkpoint_pkey' })
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
