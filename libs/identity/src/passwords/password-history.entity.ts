import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../accounts/user.entity';

/** A password somebody has or had, as its hash. */
@Entity('password_history')
@Index('password_history_user_idx', ['userId', 'createdAt', 'id'])
export class PasswordHistory {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'password_history_pkey' })
  id: string;

  @Column('uuid')
  userId: string;

  @Column('text', { select: false })
  passwordHash: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'password_history_user_id_fkey' })
  user?: User;
}
