import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Stored bytes that no file owns: an upload under way or broken off, content that was replaced or removed. */
@Entity('workspace_stray')
@Index('workspace_stray_due_idx', ['removeAfter'])
export class WorkspaceStray {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'workspace_stray_pkey' })
  storageKey: string;

  @Column('timestamptz')
  removeAfter: Date;
}
