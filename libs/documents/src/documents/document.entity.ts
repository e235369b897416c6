import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { DocumentStatus } from './document.status';

/** An uploaded document. Its bytes lie in the storage, its text in `document_text`, its blocks in `node`, its retrieval units in `chunk`. */
@Entity('document')
@Index('document_newest', ['orgId', 'userId', 'createdAt', 'id'])
@Index('document_by_filename', ['orgId', 'userId', 'filename', 'id'])
@Index('document_due', { synchronize: false })
export class Document {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  orgId: string;

  /** Null: the organization's public workspace. */
  @Column('uuid', { nullable: true })
  userId: string | null;

  @Column('text')
  title: string;

  @Column('text', { default: '' })
  description: string;

  /** Counts the contents it has had, from 1; what follows is about the newest. */
  @Column('integer', { default: 1 })
  revision: number;

  /** As the file says. */
  @Column('text', { nullable: true })
  author: string | null;

  /** Its text was read off pictures. */
  @Column({ default: false })
  ocr: boolean;

  /** Base name as uploaded, without control characters. */
  @Column({ type: 'text', collation: 'C' })
  filename: string;

  /** Found by looking at the content. */
  @Column('text')
  contentType: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  @Column('text')
  sha256: string;

  @Column('text')
  storageKey: string;

  @Column('text', { default: 'queued' })
  status: DocumentStatus;

  /** Why it failed, or what went wrong at the last try; safe to show. */
  @Column('text', { nullable: true })
  error: string | null;

  /** Finer name of the error: `encrypted`, `corrupt`, `empty`, `too_long`, `too_costly`, `interrupted`, `embedding`, `internal`. */
  @Column('text', { nullable: true })
  errorReason: string | null;

  /** 0 to 1; never goes back. */
  @Column('double precision', { default: 0 })
  progress: number;

  @Column('integer', { default: 0 })
  chunkCount: number;

  /** Null where the format knows no pages. */
  @Column('integer', { nullable: true })
  pageCount: number | null;

  /** Parted by white space; of the text extracted so far. */
  @Column('integer', { default: 0 })
  wordCount: number;

  /** Blocks so far. */
  @Column('integer', { default: 0 })
  nodeCount: number;

  @Column('integer', { default: 1 })
  chapterCount: number;

  /** Of all chapters together. */
  @Column('integer', { default: 1 })
  sectionCount: number;

  /** Characters (UTF-16 units) of text extracted so far. */
  @Column('integer', { default: 0 })
  textLength: number;

  /** Fencing token: counts claims; a worker whose number is old can write nothing. */
  @Column('integer', { default: 0 })
  attempt: number;

  /** Claims since the last progress. */
  @Column('integer', { default: 0 })
  tries: number;

  /** While ingesting: the end of the lease. While queued: when the sweep puts it on the queue (again). */
  @Column('timestamptz', { default: () => 'now()' })
  dueAt: Date;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
