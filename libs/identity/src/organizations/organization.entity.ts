import { Check, Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** `default`: the installation's own; `public`: the anonymous workspace; there is one of each. */
export type OrganizationKind = 'default' | 'public' | 'personal' | 'team';

/** A tenant. */
@Entity('organization')
@Unique('organization_slug_key', ['slug'])
@Unique('organization_email_domain_key', ['emailDomain'])
@Index('organization_singleton_key', ['kind'], { unique: true, where: `kind IN ('default', 'public')` })
@Check('organization_kind_check', `kind IN ('default', 'public', 'personal', 'team')`)
export class Organization {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'organization_pkey' })
  id: string;

  @Column('text')
  name: string;

  /** Unique, for addresses and tools. */
  @Column('text')
  slug: string;

  @Column('text', { default: 'team' })
  kind: OrganizationKind;

  /** People whose verified address is of this domain join by themselves. Null: nobody does. */
  @Column('text', { nullable: true })
  emailDomain: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
