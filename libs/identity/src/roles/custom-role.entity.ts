import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import type { Role } from '../actors/actor';
import { Organization } from '../organizations/organization.entity';
import type { Permission } from '../permissions/permissions';

/** A role that an organization made for itself: what it grants counts in place of what a built-in role grants. */
@Entity('custom_role')
@Unique('custom_role_name_key', ['orgId', 'nameKey'])
@Check('custom_role_base_check', `base IN ('viewer', 'operator', 'admin')`)
export class CustomRole {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'custom_role_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('text')
  name: string;

  /** The name as it is compared. */
  @Column('text', { select: false })
  nameKey: string;

  @Column('text', { default: '' })
  description: string;

  /** As what it is shown where only built-in roles are known. It grants nothing. */
  @Column('text')
  base: Role;

  @Column('text', { array: true })
  permissions: Permission[];

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'custom_role_org_id_fkey' })
  organization?: Organization;
}
