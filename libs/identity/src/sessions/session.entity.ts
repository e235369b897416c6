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
} from 'typeorm';
import { User } from '../accounts/user.entity';
import { Organization } from '../organizations/organization.entity';
import { IdentityProvider } from '../sso/providers/identity-provider.entity';

const LIVE = 'revoked_at IS NULL';

/**
 * What was handed out at the door: short access tokens with refresh tokens, one long access token, an opaque token,
 * a cookie.
 */
export const SESSION_KINDS = ['platform', 'steps', 'plan', 'jobs'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** Somebody who signed in, on one client. Every token names its session; with it they all end. */
@Entity('user_session')
@Unique('user_session_token_hash_key', ['tokenHash'])
@Index('user_session_user_idx', ['userId', 'createdAt', 'id'], { where: LIVE })
@Index('user_session_org_idx', ['orgId', 'createdAt', 'id'], { where: LIVE })
@Index('user_session_created_idx', ['createdAt', 'id'], { where: LIVE })
@Index('user_session_address_idx', ['userId', 'ipAddress'])
@Index('user_session_expires_idx', ['expiresAt'])
@Index('user_session_provider_idx', ['providerId'], { where: 'provider_id IS NOT NULL' })
@Check('user_session_kind_check', `kind IN ('platform', 'steps', 'plan', 'jobs')`)
@Check('user_session_token_check', `(kind IN ('plan', 'jobs')) = (token_hash IS NOT NULL)`)
export class Session {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'user_session_pkey' })
  id: string;

  @Column('uuid')
  userId: string;

  /** Where new tokens of the session work. Null: the user belonged to no organization yet. */
  @Column('uuid', { nullable: true })
  orgId: string | null;

  @Column('text')
  kind: SessionKind;

  /** Of the opaque token; null where access tokens are signed. */
  @Column('bytea', { nullable: true, select: false })
  tokenHash?: Buffer | null;

  /** Who vouched for the user. The session works in that provider's organization and in no other. */
  @Column('uuid', { nullable: true })
  providerId: string | null;

  @Column('text', { nullable: true })
  ipAddress: string | null;

  @Column('text', { nullable: true })
  userAgent: string | null;

  /** A second factor was shown. */
  @Column('boolean', { default: false })
  mfa: boolean;

  /** When its user proved who they are: before it began, where another session let it in. */
  @Column('timestamptz', { default: () => 'now()' })
  authenticatedAt: Date;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  /** To the minute. */
  @Column('timestamptz', { default: () => 'now()' })
  lastSeenAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_session_user_id_fkey' })
  user?: User;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'user_session_org_id_fkey' })
  organization?: Organization | null;

  @ManyToOne(() => IdentityProvider, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'provider_id', foreignKeyConstraintName: 'user_session_provider_id_fkey' })
  provider?: IdentityProvider | null;
}
