import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import type { Role } from '../../actors/actor';
import { Organization } from '../../organizations/organization.entity';

/** Who vouches, by OpenID Connect, for an organization's people. It speaks for that organization and no other. */
@Entity('identity_provider')
@Unique('identity_provider_slug_key', ['slug'])
@Index('identity_provider_org_idx', ['orgId', 'createdAt', 'id'])
@Check('identity_provider_default_role_check', `default_role IN ('viewer', 'operator', 'admin')`)
export class IdentityProvider {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'identity_provider_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** In the address where people begin. */
  @Column('text')
  slug: string;

  @Column('text')
  name: string;

  /** Exactly as it calls itself. */
  @Column('text')
  issuer: string;

  /** What we are called there. */
  @Column('text')
  clientId: string;

  /** Sealed, at the place `identity-provider:<id>`. Null: none is sent. Undefined where it was not asked for. */
  @Column('text', { nullable: true, select: false })
  clientSecret?: string | null;

  @Column('text', { array: true })
  scopes: string[];

  @Column('text')
  emailClaim: string;

  @Column('text')
  nameClaim: string;

  /** Null: it has no say in who is in which group. */
  @Column('text', { nullable: true })
  groupsClaim: string | null;

  /** Of people in no group that stands for a role. Null: they are not let in. */
  @Column('text', { nullable: true })
  defaultRole: Role | null;

  /** Lower case. Whose addresses it may speak for; none: it links no account that there is, and may bring any address. */
  @Column('text', { array: true })
  mailDomains: string[];

  /** It asks for a second factor itself. */
  @Column('boolean', { default: false })
  trustsMfa: boolean;

  @Column('boolean', { default: true })
  enabled: boolean;

  /** Where people end their session there, as far as it said so at the last sign-in. */
  @Column('text', { nullable: true })
  logoutUrl: string | null;

  @Column('uuid', { nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'identity_provider_org_id_fkey' })
  organization?: Organization;
}
