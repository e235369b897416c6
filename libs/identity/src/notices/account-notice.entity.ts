import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity';
import type { NoticeKind } from './notice';

/** How many mails of a kind somebody was sent since the hour began that is counted from. */
@Entity('account_notice')
@Check(
  'account_notice_kind_check',
  `kind IN ('password', 'email', 'mfa_on', 'mfa_off', 'backup_code', 'api_key', 'sign_in')`,
)
export class AccountNotice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_notice_pkey' })
  userId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'account_notice_pkey' })
  kind: NoticeKind;

  /** Those that were held back count, too. */
  @Column('int')
  count: number;

  @Column('timestamptz')
  since: Date;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'account_notice_user_id_fkey' })
  user?: User;
}
