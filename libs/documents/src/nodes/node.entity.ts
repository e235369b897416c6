import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Document } from '../documents/document.entity';
import type { BlockKind } from './block';

/** A block of a document: characters `charStart` to `charEnd` of the extracted text of one revision. */
@Entity('node')
@Unique('node_position', ['documentId', 'revision', 'position'])
@Index('node_heading', { synchronize: false })
export class DocumentNode {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  documentId: string;

  @ManyToOne(() => Document, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'document_id', foreignKeyConstraintName: 'node_document' })
  document?: Document;

  @Column('integer')
  revision: number;

  /** 0, 1, 2… in reading order. */
  @Column('integer')
  position: number;

  @Column('text')
  kind: BlockKind;

  /** Of a heading: how deep, from 1. */
  @Column('smallint', { nullable: true })
  level: number | null;

  /** Of a heading: its text on one line. */
  @Column('text', { nullable: true })
  title: string | null;

  @Column('integer')
  charStart: number;

  @Column('integer')
  charEnd: number;

  /** Counted from 1, where it begins; null where the format knows no pages. */
  @Column('integer', { nullable: true })
  page: number | null;
}
