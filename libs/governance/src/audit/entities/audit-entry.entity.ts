import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ActorType } from '../chain/records';

/**
 * A fact that is never changed. Written unlinked, in the transaction of what it tells; the sealer gives it its number
 * and its link as soon as it is committed, once. The database refuses every other change.
 */
@Entity('audit_entry')
@Index('audit_entry_seq_key', ['chainId', 'seq'], { unique: true })
@Index('audit_entry_created_idx', ['chainId', 'createdAt', 'id'])
@Index('audit_entry_action_idx', ['chainId', 'action', 'createdAt'])
@Index('audit_entry_actor_idx', ['chainId', 'actorId', 'createdAt'])
@Index('audit_entry_resource_idx', ['chainId', 'resourceType', 'resourceId', 'createdAt'])
@Index('audit_entry_unsealed_idx', ['chainId', 'createdAt', 'id'], { where: 'seq IS NULL' })
@Check('audit_entry_actor_type_check', `actor_type IN ('user', 'agent', 'system', 'api_key')`)
@Check('audit_entry_sealed_check', '(seq IS NULL) = (hash IS NULL)')
export class AuditEntry {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'audit_entry_pkey' })
  id: string;

  /** The organization, or `INSTALLATION`. */
  @Column('uuid')
  chainId: string;

  /** From 1, without gaps. Null: not sealed yet. */
  @Column('bigint', { nullable: true })
  seq: number | null;

  @Column('bytea', { nullable: true })
  hash: Buffer | null;

  /** `<noun>.<verb>`. */
  @Column('text')
  action: string;

  @Column('text')
  resourceType: string;

  @Column('text', { nullable: true })
  resourceId: string | null;

  @Column('text')
  actorType: ActorType;

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('jsonb', { nullable: true })
  details: object | null;

  @Column('jsonb', { default: {} })
  changes: object;

  @Column('text', { nullable: true })
  ipAddress: string | null;

  @Column('text', { nullable: true })
  userAgent: string | null;

  @Column('text', { nullable: true })
  requestId: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'clock_timestamp()' })
  createdAt: Date;
}
