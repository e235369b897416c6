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
  UpdateDateColumn,
} from 'typeorm';
import { Organization } from '../organizations/organization.entity';

/**
 * `anonymous` is the one account behind requests without a credential, `service` the account of a program, `door` the
 * one behind the password of the job surface. Nobody can sign in to any of them.
 */
export type UserKind = 'person' | 'anonymous' | 'service' | 'door';

/** Under which rules the password was accepted: `basic` asks for eight characters only. */
export type PasswordPolicy = 'basic' | 'platform';

/** An account, mostly a person's. `user` alone is a reserved word in SQL, hence the table's name. */
@Entity('app_user')
@Unique('app_user_username_key', ['username'])
@Unique('app_user_email_key', ['email'])
@Index('app_user_anonymous_key', ['kind'], { unique: true, where: `kind = 'anonymous'` })
@Index('app_user_door_key', ['kind'], { unique: true, where: `kind = 'door'` })
@Index('app_user_created_idx', ['createdAt', 'id'])
@Check('app_user_username_check', 'username = lower(username)')
@Check('app_user_kind_check', `kind IN ('person', 'anonymous', 'service', 'door')`)
@Check('app_user_password_policy_check', `password_policy IN ('basic', 'platform')`)
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'app_user_pkey' })
  id: string;

  @Column('text', { default: 'person' })
  kind: UserKind;

  /** Lower case, never contains `@`, so that it cannot be mistaken for an e-mail. */
  @Column('text')
  username: string;

  /** Lower case. */
  @Column('text')
  email: string;

  /** The address that somebody was seen to read. What counts is whether it is still `email`. */
  @Column('text', { nullable: true })
  verifiedEmail: string | null;

  @Column('text')
  name: string;

  /** Loaded only where it is asked for by name, so that it cannot travel with the entity. Null: cannot sign in by password. */
  @Column('text', { nullable: true, select: false })
  passwordHash?: string | null;

  @Column('text', { default: 'basic' })
  passwordPolicy: PasswordPolicy;

  @Column('timestamptz', { nullable: true })
  passwordChangedAt: Date | null;

  /** Until when a generated password is taken; null: somebody chose it. */
  @Column('timestamptz', { nullable: true })
  passwordExpiresAt: Date | null;

  /** Access tokens of an older generation are void; a changed password begins a new one. */
  @Column('int', { default: 0 })
  tokenGeneration: number;

  @Column('boolean', { default: false })
  instanceAdmin: boolean;

  /** Somebody who is not active can do nothing, and learns so only by the right password. */
  @Column('boolean', { default: true })
  active: boolean;

  /** A second factor is asked for at the door. */
  @Column('boolean', { default: false })
  mfaEnabled: boolean;

  /** The organization whose identity provider made the account. */
  @Column('uuid', { nullable: true })
  provisionedBy: string | null;

  @Column('timestamptz', { nullable: true })
  lastLoginAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @ManyToOne(() => Organization, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'provisioned_by', foreignKeyConstraintName: 'app_user_provisioned_by_fkey' })
  provider?: Organization | null;
}
