import { Column, CreateDateColumn, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity';

/** What an account's authenticator app was given. Counts once a first code has confirmed it. */
@Entity('mfa_factor')
export class MfaFactor {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mfa_factor_pkey' })
  userId: string;

  /** Sealed, at the place `mfa:<userId>`. */
  @Column('text', { select: false })
  secret: string;

  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  /** The 30 seconds whose code was used last, counted since 1970: neither it nor an earlier one is taken again. */
  @Column('bigint', { default: 0 })
  lastStep: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'mfa_factor_user_id_fkey' })
  user?: User;
}
