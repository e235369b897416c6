import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../accounts/user.entity';
import { Organization } from '../organizations/organization.entity';
import { Session } from '../sessions/session.entity';

/** `mail`: proves that somebody reads an address; `code`: lets another client in as a user of an organization. */
export type PinKind = 'mail' | 'code';

/** Six characters that let somebody in once, within five minutes. */
@Entity('sign_in_pin')
@Index('sign_in_pin_email_idx', ['email', 'kind', 'createdAt'])
@Index('sign_in_pin_code_idx', ['expiresAt'], { where: `kind = 'code' AND used_at IS NULL` })
@Index('sign_in_pin_created_idx', ['createdAt'])
@Index('sign_in_pin_session_idx', ['sessionId'], { where: 'session_id IS NOT NULL' })
@Check('sign_in_pin_kind_check', `kind IN ('mail', 'code')`)
@Check('sign_in_pin_session_check', `(kind = 'code') = (session_id IS NOT NULL)`)
export class SignInPin {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'sign_in_pin_pkey' })
  id: string;

  @Column('text')
  kind: PinKind;

  /** Lower case. */
  @Column('text')
  email: string;

  /** Of a code. */
  @Column('uuid', { nullable: true })
  userId: string | null;

  /** Of a code. */
  @Column('uuid', { nullable: true })
  orgId: string | null;

  /** Of a code: where it was made. */
  @Column('uuid', { nullable: true })
  sessionId: string | null;

  /** Keyed: there are too few PINs for a bare digest to hide them. */
  @Column('bytea')
  digest: Buffer;

  /** Guesses at it, the right one included. */
  @Column('int', { default: 0 })
  attempts: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'sign_in_pin_user_id_fkey' })
  user?: User | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'sign_in_pin_org_id_fkey' })
  organization?: Organization | null;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'sign_in_pin_session_id_fkey' })
  session?: Session | null;
}
