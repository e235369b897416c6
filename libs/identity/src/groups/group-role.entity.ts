import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Role } from '../actors/actor';
import { Organization } from '../organizations/organization.entity';
import { CustomRole } from '../roles/custom-role.entity';

/** Which role a group's name stands for, whoever says that somebody is in it. The group itself need not be known here. */
@Entity('group_role')
@Index('group_role_custom_role_idx', ['customRoleId'], { where: 'custom_role_id IS NOT NULL' })
@Check('group_role_role_check', `role IN ('viewer', 'operator', 'admin')`)
export class GroupRole {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'group_role_pkey' })
  orgId: string;

  /** See `groupKey`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'group_role_pkey' })
  nameKey: string;

  @Column('text')
  groupName: string;

  /** With a custom role, its base. */
  @Column('text')
  role: Role;

  @Column('uuid', { nullable: true })
  customRoleId: string | null;

  @ManyToOne(() => CustomRole)
  @JoinColumn({ name: 'custom_role_id', foreignKeyConstraintName: 'group_role_custom_role_id_fkey' })
  customRole?: CustomRole | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'group_role_org_id_fkey' })
  organization?: Organization;
}
