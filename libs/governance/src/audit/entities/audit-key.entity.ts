import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** An Ed25519 key that signs checkpoints. Of the retired ones the public half stays, for what they signed. */
@Entity('audit_key')
@Index('audit_key_active_key', ['active'], { unique: true, where: 'active' })
export class AuditKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_key_pkey' })
  id: string;

  @Column('text')
  publicKey: string;

  /** PKCS 8 in base64, as the vault keeps it at the place `audit_key:<id>`. Null: it is gone. */
  @Column('text', { nullable: true, select: false })
  secret: string | null;

  @Column('boolean', { default: true })
  active: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  /** Since then it signs nothing. */
  @Column('timestamptz', { nullable: true })
  retiredAt: Date | null;
}
