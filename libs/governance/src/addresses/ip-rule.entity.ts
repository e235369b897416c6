import { Check, Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

export const IP_ACTIONS = ['allow', 'deny'] as const;
export type IpAction = (typeof IP_ACTIONS)[number];

/** Of the installation: which addresses its APIs serve. */
@Entity('ip_rule')
@Unique('ip_rule_cidr_key', ['cidr', 'action'])
@Index('ip_rule_created_idx', ['createdAt', 'id'])
@Check('ip_rule_action_check', `action IN ('allow', 'deny')`)
export class IpRule {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'ip_rule_pkey' })
  id: string;

  /** A network, or a single address as one. */
  @Column('text')
  cidr: string;

  @Column('text')
  action: IpAction;

  @Column('text', { default: '' })
  description: string;

  @Column('uuid', { nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
