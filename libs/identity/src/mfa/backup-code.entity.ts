import { Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity';

/** A code that stands in for the authenticator app, once: using it removes the row. */
@Entity('mfa_backup_code')
export class BackupCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mfa_backup_code_pkey' })
  userId: string;

  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'mfa_backup_code_pkey' })
  codeHash: Buffer;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'mfa_backup_code_user_id_fkey' })
  user?: User;
}
