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

export type LinkPurpose = 'password_reset' | 'email_confirmation';

/** A token that was mailed to an address. It is good once, for half an hour, and stored nowhere. */
@Entity('account_link')
@Unique('account_link_token_hash_key', ['tokenHash'])
@Index('account_link_user_idx', ['userId', 'purpose', 'createdAt'])
@Index('account_link_created_idx', ['createdAt'])
@Check('account_link_purpose_check', `purpose IN ('password_reset', 'email_confirmation')`)
export class AccountLink {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'account_link_pkey' })
  id: string;

  @Column('uuid')
  userId: string;

  @Column('text')
  purpose: LinkPurpose;

  /** Where it was mailed to. Lower case. */
  @Column('text')
  email: string;

  @Column('bytea', { select: false })
  tokenHash: Buffer;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'account_link_user_id_fkey' })
  user?: User;
}
