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

const LIVE = 'revoked_at IS NULL';

/** Lets a program act for a person in one organization, within its scopes. The key itself is stored nowhere. */
@Entity('api_key')
@Unique('api_key_key_hash_key', ['keyHash'])
@Index('api_key_user_idx', ['userId', 'orgId', 'createdAt', 'id'], { where: LIVE })
@Index('api_key_org_idx', ['orgId', 'createdAt', 'id'], { where: LIVE })
@Check('api_key_rate_limit_check', 'rate_limit_per_minute > 0')
export class ApiKey {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'api_key_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('uuid')
  userId: string;

  @Column('text')
  name: string;

  /** Its first twelve characters, by which people tell keys apart. */
  @Column('text')
  keyPrefix: string;

  @Column('bytea', { select: false })
  keyHash: Buffer;

  @Column('text', { array: true })
  scopes: string[];

  /** Whoever made it had been let in by the organization's provider, which has no say in anything beyond. */
  @Column('boolean', { default: false })
  confined: boolean;

  /** Null: as many requests a minute as a user. */
  @Column('int', { nullable: true })
  rateLimitPerMinute: number | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  /** To the minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'api_key_user_id_fkey' })
  user?: User;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'api_key_org_id_fkey' })
  organization?: Organization;
}
