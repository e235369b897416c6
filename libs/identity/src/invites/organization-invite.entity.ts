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

/** Somebody is asked by mail to join an organization. */
@Entity('organization_invite')
@Index('organization_invite_open_key', ['email', 'orgId'], { unique: true, where: 'accepted_at IS NULL' })
@Index('organization_invite_org_idx', ['orgId', 'createdAt', 'id'])
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

  @Column('text')
  role: OrgRole;

  @Column('uuid')
  inviterId: string;

  @Column('uuid', { nullable: true })
  inviteeId: string | null;

  /** Null: it is open. */
  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'organization_invite_org_id_fkey' })
  organization?: Organization;
}
