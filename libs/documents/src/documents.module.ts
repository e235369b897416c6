import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Chunk } from './chunks/chunk.entity';
import { CitationsService } from './citations/citations.service';
import { Document } from './documents/document.entity';
import { DocumentRemoval } from './documents/document-removal';
import { DocumentsService } from './documents/documents.service';
import { DocumentUploads } from './documents/document-uploads';
import { StrayObjects } from './documents/stray-objects';
import { SearchIndex } from './search/search-index';
import { SearchService } from './search/search.service';
import { DocumentText } from './text/document-text';

/** For apps that take in, show, search and cite documents. Needs the database, storage, queue and transport modules and `DocumentSettings`. */
@Module({
  imports: [TypeOrmModule.forFeature([Document, Chunk])],
  providers: [
    CitationsService,
    DocumentRemoval,
    DocumentsService,
    DocumentText,
    DocumentUploads,
    SearchIndex,
    SearchService,
    StrayObjects,
  ],
  exports: [CitationsService, DocumentsService, SearchService, SearchIndex, StrayObjects],
})
export class DocumentsModule {}
