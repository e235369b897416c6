import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity';
import { IdentityProvider } from './providers/identity-provider.entity';

/** Good for one session of somebody whom a provider vouched for. */
@Entity('sso_code')
@Index('sso_code_expires_idx', ['expiresAt'])
export class SsoCode {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'sso_code_pkey' })
  codeHash: Buffer;

  @Column('uuid')
  providerId: string;

  @Column('uuid')
  userId: string;

  /** The provider saw a second factor. */
  @Column('boolean')
  mfa: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @ManyToOne(() => IdentityProvider, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'provider_id', foreignKeyConstraintName: 'sso_code_provider_id_fkey' })
  provider?: IdentityProvider;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'sso_code_user_id_fkey' })
  user?: User;
}
