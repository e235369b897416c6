import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { User } from '../accounts/user.entity';
import { Organization } from '../organizations/organization.entity';

/** A program that gets access tokens for itself, by client credentials. It acts as a service account of its own. */
@Entity('oauth_client')
@Index('oauth_client_org_idx', ['orgId', 'createdAt', 'id'])
export class OAuthClient {
  /** By which the program names itself, too. */
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_client_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  /** The service account. */
  @Column('uuid')
  userId: string;

  @Column('text')
  name: string;

  @Column('text', { default: '' })
  description: string;

  /** What its tokens may reach at most. */
  @Column('text', { array: true })
  scopes: string[];

  @Column('boolean', { default: true })
  enabled: boolean;

  @Column('uuid', { nullable: true })
  createdBy: string | null;

  /** When it last got a token. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'oauth_client_user_id_fkey' })
  user?: User;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'oauth_client_org_id_fkey' })
  organization?: Organization;
}
