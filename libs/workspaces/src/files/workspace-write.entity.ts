import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { WorkspaceFile } from './workspace-file.entity';

/** A write that was done, under the name it gave itself. */
@Entity('workspace_write')
@Index('workspace_write_file_idx', ['fileId'])
export class WorkspaceWrite {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'workspace_write_pkey' })
  workspaceId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'workspace_write_pkey' })
  key: string;

  @Column('uuid')
  fileId: string;

  @ManyToOne(() => WorkspaceFile, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'file_id', foreignKeyConstraintName: 'workspace_write_file_id_fkey' })
  file?: WorkspaceFile;
}
