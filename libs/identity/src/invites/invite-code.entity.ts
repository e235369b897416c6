import { Check, Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A code that lets somebody register while registration is by invitation. */
@Entity('invite_code')
@Unique('invite_code_code_key', ['code'])
@Index('invite_code_created_idx', ['createdAt', 'id'])
@Check('invite_code_uses_check', 'uses >= 0 AND (max_uses IS NULL OR uses <= max_uses)')
export class InviteCode {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'invite_code_pkey' })
  id: string;

  @Column('text')
  code: string;

  /** Null: any number of times. */
  @Column('int', { nullable: true })
  maxUses: number | null;

  @Column('int', { default: 0 })
  uses: number;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('text', { default: '' })
  note: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
