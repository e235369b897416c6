import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { ClientSecret } from '../client-secret.entity';
import { OAuthClient } from '../oauth-client.entity';

/** An access token that a client got. The token itself is signed and says this row's id. */
@Entity('oauth_access_token')
@Index('oauth_access_token_client_idx', ['clientId'])
@Index('oauth_access_token_secret_idx', ['secretId'])
@Index('oauth_access_token_expires_idx', ['expiresAt'])
export class ClientToken {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_access_token_pkey' })
  id: string;

  @Column('uuid')
  clientId: string;

  @Column('uuid')
  secretId: string;

  @Column('text', { array: true })
  scopes: string[];

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => OAuthClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'oauth_access_token_client_id_fkey' })
  client?: OAuthClient;

  @ManyToOne(() => ClientSecret, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'secret_id', foreignKeyConstraintName: 'oauth_access_token_secret_id_fkey' })
  secret?: ClientSecret;
}
