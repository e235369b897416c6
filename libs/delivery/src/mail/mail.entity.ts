import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MailStatus } from './mail.status';

/** A mail to one address, and how far it got. */
@Entity('mail')
@Unique('mail_idempotency_key', ['orgId', 'userId', 'idempotencyKey'])
@Check('mail_status_check', `status IN ('queued', 'sending', 'sent', 'failed')`)
@Index('mail_due_idx', ['dueAt'], { where: `status IN ('queued', 'sending')` })
export class Mail {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mail_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** On whose behalf. */
  @Column('uuid')
  userId: string;

  @Column('uuid', { nullable: true })
  runId: string | null;

  /** A bare address. */
  @Column('text', { name: 'recipient' })
  to: string;

  @Column('text')
  subject: string;

  @Column('text')
  text: string;

  @Column('text', { default: 'queued' })
  status: MailStatus;

  /** Times it was taken in hand; fencing token of whoever has it. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** What went wrong the last time. */
  @Column('text', { nullable: true })
  error: string | null;

  /** Made from the id at the first attempt, and the same in all later ones. */
  @Column('text', { nullable: true })
  messageId: string | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** While sending: the end of the lease. While queued: when the sweep puts it on the queue (again). */
  @Column('timestamptz')
  dueAt: Date;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  sentAt: Date | null;
}
