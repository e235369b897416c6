import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Where one run keeps its files. Its id is the run's; it exists from the first file on. */
@Entity('workspace')
export class Workspace {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'workspace_pkey' })
  id: string;

  @Column('uuid')
  orgId: string;

  @Column('uuid')
  userId: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
