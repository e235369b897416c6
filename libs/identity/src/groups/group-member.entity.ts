import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Membership } from '../organizations/membership.entity';
import { Group } from './group.entity';

/** Somebody in a group. Whoever leaves the organization leaves its groups. */
@Entity('group_member')
@Index('group_member_user_idx', ['userId', 'orgId'])
export class GroupMember {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'group_member_pkey' })
  groupId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'group_member_pkey' })
  userId: string;

  @Column('uuid')
  orgId: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => Group, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'group_id', foreignKeyConstraintName: 'group_member_group_id_fkey' })
  group?: Group;

  @ManyToOne(() => Membership, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'user_id',
      referencedColumnName: 'userId',
      foreignKeyConstraintName: 'group_member_membership_fkey',
    },
    {
      name: 'org_id',
      referencedColumnName: 'orgId',
      foreignKeyConstraintName: 'group_member_membership_fkey',
    },
  ])
  membership?: Membership;
}
