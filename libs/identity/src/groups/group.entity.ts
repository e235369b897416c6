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
import { Organization } from '../organizations/organization.entity';

/** Some people of an organization under a name. `group` alone is a reserved word in SQL, hence the table's name. */
@Entity('org_group')
@Unique('org_group_name_key', ['orgId', 'nameKey'])
@Index('org_group_created_idx', ['orgId', 'createdAt', 'id'])
@Index('org_group_external_idx', ['orgId', 'externalId'])
export class Group {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'org_group_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('text')
  displayName: string;

  /** See `groupKey`. */
  @Column('text')
  nameKey: string;

  /** What whoever provisions it calls it. */
  @Column('text', { nullable: true })
  externalId: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  /** Of the group or of who is in it. */
  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'org_group_org_id_fkey' })
  organization?: Organization;
}
