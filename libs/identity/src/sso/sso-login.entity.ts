import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { IdentityProvider } from './providers/identity-provider.entity';

/** Somebody went to a provider and is expected back, once. What proves that it is them is in their browser only. */
@Entity('sso_login')
@Index('sso_login_expires_idx', ['expiresAt'])
export class SsoLogin {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'sso_login_pkey' })
  stateHash: Buffer;

  @Column('uuid')
  providerId: string;

  @Column('text')
  returnTo: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @ManyToOne(() => IdentityProvider, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'provider_id', foreignKeyConstraintName: 'sso_login_provider_id_fkey' })
  provider?: IdentityProvider;
}
