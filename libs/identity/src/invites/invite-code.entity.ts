import { Check, Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A code that lets somebody register while registration is by invitation. The code itself is stored nowhere. */
@Entity('invite_code')
@Unique('invite_code_code_hash_key', ['codeHash'])
@Index('invite_code_created_idx', ['createdAt', 'id'])
@Check('invite_code_uses_check', 'uses >= 0 AND (max_uses IS NULL OR uses <= max_uses)')
export class InviteCode {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'invite_code_pkey' })
  id: string;

  /** Of a code with 96 random bits. */
  @Column('bytea', { select: false })
  codeHash: Buffer;

  /** Its first four characters, by which people tell codes apart. */
  @Column('text')
  codePrefix: string;

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
