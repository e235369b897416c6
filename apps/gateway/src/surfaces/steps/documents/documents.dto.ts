import {
  DateField,
  EnumField,
  IntField,
  NumberField,
  parseWire,
  StringField,
  UuidField,
} from '@muster/platform';
import type { Document, DocumentChunk, DocumentInput, DocumentStatus } from '@muster/documents';
import type { IncomingFile } from '../../../transfer/upload';

const TITLE = { min: 1, max: 500, trim: true };
const DESCRIPTION = { max: 10_000, trim: true };

/** Both are wanted, here or as fields of the form. */
export class DocumentQueryDto {
  @StringField({ ...TITLE, optional: true }) title?: string;
  @StringField({ ...DESCRIPTION, optional: true }) description?: string;
}

class DocumentDetailsDto {
  @StringField(TITLE) title: string;
  @StringField(DESCRIPTION) description: string;
}

export class ChunkQueryDto {
  @IntField({ optional: true, min: 0, about: '`X-Next-Cursor` of the page before' }) cursor?: number;
  @IntField({ optional: true, min: 1, max: 1_000, default: 1_000 }) limit = 1_000;
}

type Ingestion = 'ingesting' | 'ready' | 'failed';

export class RagDocumentDto {
  @UuidField() id: string;
  @StringField() filename: string;
  @StringField() title: string;
  @StringField() description: string;
  @StringField() contentType: string;
  @NumberField({ min: 0, max: 1 }) progress: number;
  @EnumField(['ingesting', 'ready', 'failed']) ingestion: Ingestion;
  @StringField({ nullable: true }) error: string | null;
  @IntField() chunkCount: number;
  @DateField() created: Date;
}

export class RagChunkDto {
  @UuidField() id: string;
  @UuidField() documentId: string;
  @StringField() documentTitle: string;
  @StringField() documentDescription: string;
  @IntField({ about: 'From 0' }) index: number;
  @StringField() content: string;
  @IntField({ about: 'First character in the text of the document (UTF-16)' }) start: number;
  @IntField({ about: 'The character after the last' }) end: number;
  @IntField({ nullable: true, about: 'Where it begins; null where the format knows no pages' })
  page: number | null;
}

const INGESTION: Record<DocumentStatus, Ingestion> = {
  queued: 'ingesting',
  ingesting: 'ingesting',
  ready: 'ready',
  failed: 'failed',
};

/** What the form says wins over the query. */
export const toDocumentInput = (
  { filename, contentType, stream, fields }: IncomingFile,
  query: DocumentQueryDto,
): DocumentInput => ({
  ...{ filename, contentType, stream },
  details: () => parseWire(DocumentDetailsDto, { ...query, ...fields() }),
});

export const toRagDocumentDto = (document: Document): RagDocumentDto => ({
  id: document.id,
  filename: document.filename,
  title: document.title,
  description: document.description,
  contentType: document.contentType,
  progress: document.progress,
  ingestion: INGESTION[document.status],
  error: document.error,
  chunkCount: document.chunkCount,
  created: document.createdAt,
});

export const toRagChunkDto = ({ document, ...chunk }: DocumentChunk): RagChunkDto => ({
  id: chunk.id,
  documentId: document.id,
  documentTitle: document.title,
  documentDescription: document.description,
  index: chunk.position,
  content: chunk.text,
  start: chunk.charStart,
  end: chunk.charEnd,
  page: chunk.page,
});
