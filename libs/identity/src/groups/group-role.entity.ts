import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Role } from '../actors/actor';
import { Organization } from '../organizations/organization.entity';

/** Which role a group's name stands for, whoever says that somebody is in it. The group itself need not be known here. */
@Entity('group_role')
@Check('group_role_role_check', `role IN ('viewer', 'operator', 'admin')`)
export class GroupRole {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'group_role_pkey' })
  orgId: string;

  /** See `groupKey`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'group_role_pkey' })
  nameKey: string;

  @Column('text')
  groupName: string;

  @Column('text')
  role: Role;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'group_role_org_id_fkey' })
  organization?: Organization;
}
