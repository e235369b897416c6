import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';
import { CustomRole } from '../roles/custom-role.entity';
import { Organization } from './organization.entity';

/** A person's role in an organization. */
@Entity('membership')
@Index('membership_org_idx', ['orgId', 'createdAt', 'userId'])
@Index('membership_custom_role_idx', ['customRoleId'], { where: 'custom_role_id IS NOT NULL' })
@Index('membership_suspended_idx', ['orgId', 'createdAt', 'userId'], { where: 'suspended_at IS NOT NULL' })
@Check('membership_role_check', `role IN ('viewer', 'operator', 'admin')`)
@Check('membership_custom_owner_check', 'custom_role_id IS NULL OR NOT owner')
export class Membership {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pkey' })
  orgId: string;

  /** With a custom role, its base. */
  @Column('text')
  role: Role;

  /** Grants in place of `role`. */
  @Column('uuid', { nullable: true })
  customRoleId: string | null;

  /** Since when `role` holds; a change between roles that ask for the same second factor does not count. */
  @Column('timestamptz', { default: () => 'now()' })
  roleSince: Date;

  /** Of an administrator: only others like it may touch them. Every organization has one. It means nothing beside other roles. */
  @Column('boolean', { default: false })
  owner: boolean;

  /** Since when the person may not enter the organization, of which they stay a member. Null: they may. */
  @Column('timestamptz', { nullable: true })
  suspendedAt: Date | null;

  /** What clients keep here for this person in this organization. */
  @Column('jsonb', { default: {} })
  preferences: Record<string, unknown>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => CustomRole)
  @JoinColumn({ name: 'custom_role_id', foreignKeyConstraintName: 'membership_custom_role_id_fkey' })
  customRole?: CustomRole | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'membership_user_id_fkey' })
  user?: User;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'membership_org_id_fkey' })
  organization?: Organization;
}
