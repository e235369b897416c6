import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import type { OrgRole } from '../organizations/org-roles';
import { Organization } from '../organizations/organization.entity';
import { CustomRole } from '../roles/custom-role.entity';

/** Somebody is asked by mail to join an organization. */
@Entity('organization_invite')
@Index('organization_invite_open_key', ['email', 'orgId'], { unique: true, where: 'accepted_at IS NULL' })
@Index('organization_invite_org_idx', ['orgId', 'createdAt', 'id'])
@Index('organization_invite_custom_role_idx', ['customRoleId'], { where: 'custom_role_id IS NOT NULL' })
@Check('organization_invite_role_check', `role IN ('owner', 'admin', 'member', 'viewer')`)
export class OrganizationInvite {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'organization_invite_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** Lower case. */
  @Column('text')
  email: string;

  @Column('text')
  name: string;

  /** With a custom role, as what that is shown. */
  @Column('text')
  role: OrgRole;

  @Column('uuid', { nullable: true })
  customRoleId: string | null;

  @Column('uuid')
  inviterId: string;

  @Column('uuid', { nullable: true })
  inviteeId: string | null;

  /** Null: it is open. */
  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => CustomRole, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'custom_role_id', foreignKeyConstraintName: 'organization_invite_custom_role_id_fkey' })
  customRole?: CustomRole | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'organization_invite_org_id_fkey' })
  organization?: Organization;
}
