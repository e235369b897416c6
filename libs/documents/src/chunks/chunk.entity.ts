import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Document } from '../documents/document.entity';

/** A retrieval unit: `text` is exactly characters `charStart` to `charEnd` of the document's extracted text. */
@Entity('chunk')
@Unique('chunk_position', ['documentId', 'position'])
@Index('chunk_span', ['documentId', 'charStart'])
@Index('chunk_number', ['corpusId', 'number'], { unique: true })
export class Chunk {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  documentId: string;

  @ManyToOne(() => Document, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'document_id', foreignKeyConstraintName: 'chunk_document' })
  document?: Document;

  @Column('uuid')
  orgId: string;

  @Column('uuid', { nullable: true })
  userId: string | null;

  /** The collection of all chunks of one owner, which its term statistics are about. */
  @Column('integer')
  corpusId: number;

  /** Its number within the corpus, by which postings name it. */
  @Column('integer')
  number: number;

  /** 0, 1, 2… within the document. */
  @Column('integer')
  position: number;

  @Column('text')
  text: string;

  @Column('integer')
  charStart: number;

  @Column('integer')
  charEnd: number;

  /** Counted from 1; null where the format knows no pages. */
  @Column('integer', { nullable: true })
  page: number | null;

  /** The node of the document in which it begins, by its position. */
  @Column('integer', { nullable: true })
  nodePosition: number | null;

  /** The headings it stands under, outermost first. */
  @Column('text', { array: true, default: '{}' })
  headings: string[];

  /** Terms it was indexed with, counted with repetitions. */
  @Column('integer')
  termCount: number;
}
