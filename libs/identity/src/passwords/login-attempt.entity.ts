import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failed logins for one name, known or not. Gone, or lapsed by `expiresAt`, means none. */
@Entity('login_attempt')
@Index('login_attempt_expires_idx', ['expiresAt'])
export class LoginAttempt {
  /** SHA-256 of the name: people type passwords into the wrong field, and names may be of any length. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'login_attempt_pkey' })
  loginHash: Buffer;

  @Column('int')
  failures: number;

  /** End of the window in which failures add up; once locked, end of the lock. */
  @Column('timestamptz')
  expiresAt: Date;
}
