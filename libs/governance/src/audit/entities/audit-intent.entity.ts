import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** An administrative action that has begun: the entry it will have. What stays is one whose outcome nobody knows. */
@Entity('audit_intent')
@Index('audit_intent_created_idx', ['createdAt'])
export class AuditIntent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_intent_pkey' })
  id: string;

  @Column('jsonb')
  entry: object;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
