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
import { User } from '../accounts/user.entity';
import { Organization } from '../organizations/organization.entity';

/** Shows one thing, and nothing else, to whoever has the token. The token itself is stored nowhere. */
@Entity('share_token')
@Unique('share_token_token_hash_key', ['tokenHash'])
@Index('share_token_resource_idx', ['orgId', 'resourceType', 'resourceId', 'createdAt', 'id'], {
  where: 'revoked_at IS NULL',
})
@Index('share_token_expires_idx', ['expiresAt'])
export class ShareToken {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'share_token_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** Who made it. It shows what they may see, as long as they belong to the organization. */
  @Column('uuid')
  userId: string;

  /** What it shows: `run`. */
  @Column('text')
  resourceType: string;

  @Column('uuid')
  resourceId: string;

  @Column('bytea', { select: false })
  tokenHash: Buffer;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'share_token_user_id_fkey' })
  user?: User;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'share_token_org_id_fkey' })
  organization?: Organization;
}
