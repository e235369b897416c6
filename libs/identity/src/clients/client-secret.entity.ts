import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { OAuthClient } from './oauth-client.entity';

/** By which a client proves itself; stored nowhere but as HMAC. Tokens got by it end with it. */
@Entity('oauth_client_secret')
@Unique('oauth_client_secret_secret_hash_key', ['secretHash'])
@Index('oauth_client_secret_client_idx', ['clientId', 'createdAt', 'id'])
export class ClientSecret {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_client_secret_pkey' })
  id: string;

  @Column('uuid')
  clientId: string;

  @Column('bytea', { select: false })
  secretHash: Buffer;

  /** Its first twelve characters, by which people tell secrets apart. */
  @Column('text')
  secretPrefix: string;

  /** Set once another has taken its place. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => OAuthClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'oauth_client_secret_client_id_fkey' })
  client?: OAuthClient;
}
