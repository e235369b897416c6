import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { Membership } from '../organizations/membership.entity';

/** As whom an issuer knows a member. Each organization has links of its own: none speaks for another's people. */
@Entity('external_identity')
@Unique('external_identity_subject_key', ['orgId', 'issuer', 'subject'])
@Index('external_identity_user_idx', ['userId', 'orgId'])
export class ExternalIdentity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'external_identity_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('text')
  issuer: string;

  /** Never given to somebody else there. */
  @Column('text')
  subject: string;

  @Column('uuid')
  userId: string;

  @Column('timestamptz', { default: () => 'now()' })
  lastUsedAt: Date;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => Membership, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'user_id',
      referencedColumnName: 'userId',
      foreignKeyConstraintName: 'external_identity_membership_fkey',
    },
    {
      name: 'org_id',
      referencedColumnName: 'orgId',
      foreignKeyConstraintName: 'external_identity_membership_fkey',
    },
  ])
  membership?: Membership;
}
