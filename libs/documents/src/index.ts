import type { MigrationClass } from '@muster/platform';
import { Documents1795500300000 } from './migrations/1795500300000-documents';
import { DocumentTree1795600000000 } from './migrations/1795600000000-document-tree';
import { DocumentVectors1795700000000 } from './migrations/1795700000000-document-vectors';

export { analyze, countTerms, type TermCounts } from './analysis/analyzer';
export { Chunk } from './chunks/chunk.entity';
export { CHUNK_SIZE } from './chunks/chunker';
export {
  type CheckedCitations,
  type Citation,
  CitationsService,
  type QuoteClaim,
} from './citations/citations.service';
export { CONTENT_TYPES, type ContentType, holdsText } from './content/content-type';
export { Document } from './documents/document.entity';
export type { DocumentListOptions, DocumentSort } from './documents/document-pages';
export { DOCUMENT_STATUSES, type DocumentStatus } from './documents/document.status';
export type { DocumentInput } from './documents/document-uploads';
export { type DocumentChunk, DocumentsService } from './documents/documents.service';
export { DocumentsModule } from './documents.module';
export { DocumentSettings } from './documents.settings';
export { EmbeddingService } from './embedding/embedding.service';
export { FileTextService } from './ingestion/file-text.service';
export { IngestionService } from './ingestion/ingestion.service';
export {
  type ExtractedBlock,
  type ExtractedDetails,
  type ExtractedPart,
  type ExtractionPoint,
  type ExtractionSource,
  TextExtractor,
} from './ingestion/text-extractor';
export { IngestionModule } from './ingestion.module';
export { BLOCK_KINDS, type BlockKind } from './nodes/block';
export { type Block, DocumentTreeService, type OutlinedDocument } from './nodes/document-tree.service';
export { DocumentNode } from './nodes/node.entity';
export type { Chapter, Division, Section } from './nodes/outline';
export type { Owner } from './owner';
export { DocumentRevision } from './revisions/document-revision.entity';
export { RevisionsService } from './revisions/revisions.service';
export type { DocumentFilter } from './search/search-filters';
export { SearchIndex } from './search/search-index';
export { type SearchHit, type SearchOptions, type SearchPage, SearchService } from './search/search.service';
export { Embedder, type EmbeddingRequest } from './vectors/embedder';
export { EmbedderModule } from './vectors/embedder.module';

export const documentsMigrations: MigrationClass[] = [
  Documents1795500300000,
  DocumentTree1795600000000,
  DocumentVectors1795700000000,
];
