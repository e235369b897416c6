import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Document } from '../documents/document.entity';

/** One content that a document has or had. Numbers count from 1; the highest is what the document shows. */
@Entity('document_revision')
export class DocumentRevision {
  @PrimaryColumn('uuid')
  documentId: string;

  @ManyToOne(() => Document, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'document_id', foreignKeyConstraintName: 'document_revision_document' })
  document?: Document;

  @PrimaryColumn('integer')
  number: number;

  @Column({ type: 'text', collation: 'C' })
  filename: string;

  @Column('text')
  contentType: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  @Column('text')
  sha256: string;

  @Column('text')
  storageKey: string;

  /** Null: somebody without an account, in the public workspace. */
  @Column('uuid', { nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
