import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { Membership } from '../../organizations/membership.entity';

export interface ProvisionedName {
  formatted?: string;
  familyName?: string;
  givenName?: string;
  middleName?: string;
  honorificPrefix?: string;
  honorificSuffix?: string;
}

export interface ProvisionedEmail {
  value: string;
  type?: string;
  display?: string;
  primary?: boolean;
}

/**
 * What an organization's identity provider says of a member. It stands beside the account, which may belong to other
 * organizations too; a member without it is described by the account.
 */
@Entity('provisioned_user')
@Unique('provisioned_user_name_key', ['orgId', 'userNameKey'])
@Index('provisioned_user_external_idx', ['orgId', 'externalId'])
// A GIN index over `email_keys`, which decorators cannot say.
@Index('provisioned_user_emails_idx', { synchronize: false })
export class ProvisionedUser {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provisioned_user_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provisioned_user_pkey' })
  orgId: string;

  @Column('text')
  userName: string;

  /** Lower case. */
  @Column('text')
  userNameKey: string;

  @Column('text', { nullable: true })
  externalId: string | null;

  @Column('jsonb', { default: {} })
  name: ProvisionedName;

  @Column('text', { nullable: true })
  displayName: string | null;

  @Column('jsonb', { default: [] })
  emails: ProvisionedEmail[];

  /** Their addresses in lower case. */
  @Column('text', { array: true, default: [] })
  emailKeys: string[];

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;

  @ManyToOne(() => Membership, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'user_id',
      referencedColumnName: 'userId',
      foreignKeyConstraintName: 'provisioned_user_membership_fkey',
    },
    {
      name: 'org_id',
      referencedColumnName: 'orgId',
      foreignKeyConstraintName: 'provisioned_user_membership_fkey',
    },
  ])
  membership?: Membership;
}
