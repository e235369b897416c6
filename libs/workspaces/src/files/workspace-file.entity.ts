import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { Workspace } from './workspace.entity';

/** Strings to strings; uploads also say who brought them. */
export type FileMetadata = Record<string, string> & {
  createdBy: 'user' | 'agent';
};

/** A file of a workspace as it is now. Replacing the content keeps the id and counts the version up. */
@Entity('workspace_file')
@Unique('workspace_file_name_key', ['workspaceId', 'filename'])
export class WorkspaceFile {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'workspace_file_pkey' })
  id: string;

  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'workspace_id', foreignKeyConstraintName: 'workspace_file_workspace_id_fkey' })
  workspace?: Workspace;

  @Column('uuid')
  orgId: string;

  @Column('uuid')
  userId: string;

  /** A base name in Unicode form NFC. */
  @Column({ type: 'text', collation: 'C' })
  filename: string;

  @Column('text')
  contentType: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  @Column('jsonb')
  metadata: FileMetadata;

  @Column('text')
  storageKey: string;

  @Column('integer', { default: 1 })
  version: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
