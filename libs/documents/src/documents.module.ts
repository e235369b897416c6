import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Chunk } from './chunks/chunk.entity';
import { CitationsService } from './citations/citations.service';
import { Document } from './documents/document.entity';
import { ContentIntake } from './documents/content-intake';
import { DocumentRemoval } from './documents/document-removal';
import { DocumentsService } from './documents/documents.service';
import { DocumentUploads } from './documents/document-uploads';
import { StrayObjects } from './documents/stray-objects';
import { DocumentNode } from './nodes/node.entity';
import { DocumentTreeService } from './nodes/document-tree.service';
import { DocumentRevision } from './revisions/document-revision.entity';
import { RevisionsService } from './revisions/revisions.service';
import { LexicalSearch } from './search/lexical-search';
import { SearchFilters } from './search/search-filters';
import { SearchIndex } from './search/search-index';
import { SearchService } from './search/search.service';
import { DocumentText } from './text/document-text';
import { Pgvector } from './vectors/pgvector';
import { VectorBlocks } from './vectors/vector-blocks';
import { VectorSearch } from './vectors/vector-search';
import { VectorSpaces } from './vectors/vector-spaces';

/** For apps that take in, show, search and cite documents. Needs the database, storage, queue and transport modules and `DocumentSettings`. */
@Module({
  imports: [TypeOrmModule.forFeature([Document, Chunk, DocumentNode, DocumentRevision])],
  providers: [
    CitationsService,
    ContentIntake,
    DocumentRemoval,
    DocumentsService,
    DocumentText,
    DocumentTreeService,
    DocumentUploads,
    LexicalSearch,
    Pgvector,
    RevisionsService,
    SearchFilters,
    SearchIndex,
    SearchService,
    StrayObjects,
    VectorBlocks,
    VectorSearch,
    VectorSpaces,
  ],
  exports: [
    CitationsService,
    DocumentsService,
    DocumentTreeService,
    Pgvector,
    RevisionsService,
    SearchIndex,
    SearchService,
    StrayObjects,
    VectorBlocks,
    VectorSpaces,
  ],
})
export class DocumentsModule {}
