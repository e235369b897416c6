import { Check, Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What the installation's administrators changed of the security rules: one row, or none while nothing was. */
@Entity('security_config')
@Check('security_config_id_check', 'id = 1')
export class SecurityConfigRow {
  @PrimaryColumn('smallint', { default: 1, primaryKeyConstraintName: 'security_config_pkey' })
  id: number;

  /** Parts of a `SecurityConfig`; what is missing is as the settings say. */
  @Column('jsonb', { default: {} })
  config: object;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
