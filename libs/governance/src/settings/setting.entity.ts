import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What an administrator has set: the catalogue says what there is, and what holds while there is no row. */
@Entity('setting')
export class SettingRow {
  /** `<category>.<key>`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'setting_pkey' })
  name: string;

  /** As on the wire; empty for secrets. */
  @Column('text', { default: '' })
  value: string;

  /** As the vault sealed it. */
  @Column('text', { nullable: true })
  secret: string | null;

  @Column('uuid', { nullable: true })
  updatedBy: string | null;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
