import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DocumentsService, DocumentTreeService, SearchService } from '@muster/documents';
import type { Feature, FeatureSource } from '../catalog/feature';
import { tool } from '../catalog/tool';
import {
  BlocksShape,
  DOCUMENT_ID,
  DocumentPageShape,
  HitsShape,
  OutlineShape,
  toBlocks,
  toDocument,
  toHit,
  toOutline,
} from './document.shapes';

/** Finding and reading the caller's documents. */
@Injectable()
export class DocumentTools implements FeatureSource {
  constructor(
    private readonly documents: DocumentsService,
    private readonly trees: DocumentTreeService,
    private readonly searches: SearchService,
  ) {}

  features(): Feature[] {
    return [this.search(), this.list(), this.get(), this.read()];
  }

  private search() {
    return tool({
      name: 'search_documents',
      title: 'Search the documents',
      description:
        'Finds the passages that fit a question or some keywords best. Each hit quotes the document word for word and says ' +
        'where it stands; read_document shows what is around it.',
      permission: 'documents:read',
      effect: 'reads',
      input: z.object({
        query: z.string().trim().min(1).max(2_000),
        limit: z.int().min(1).max(50).default(8),
        document_ids: z.array(DOCUMENT_ID).min(1).max(100).optional().describe('Only in these'),
      }),
      output: HitsShape,
      run: async ({ query, limit, document_ids: documentIds }, { actor }) => {
        for (const id of documentIds ?? []) await this.documents.get(actor, id);
        const hits = await this.searches.search(actor, query, { limit, documentIds });
        return { hits: hits.map(toHit) };
      },
    });
  }

  private list() {
    return tool({
      name: 'list_documents',
      title: 'List the documents',
      description: 'Documents with title, size and state, newest first or by file name, page by page.',
      permission: 'documents:read',
      effect: 'reads',
      input: z.object({
        sort: z.enum(['newest', 'filename']).default('newest'),
        limit: z.int().min(1).max(100).default(20),
        cursor: z.string().max(2_000).optional().describe('`next_cursor` of the page before'),
      }),
      output: DocumentPageShape,
      run: async (options, { actor }) => {
        const { items, nextCursor } = await this.documents.list(actor, options);
        return { documents: items.map(toDocument), next_cursor: nextCursor };
      },
    });
  }

  private get() {
    return tool({
      name: 'get_document',
      title: 'Get the outline of a document',
      description:
        'What a document is, and its chapters and sections with the block and page at which each begins.',
      permission: 'documents:read',
      effect: 'reads',
      input: z.object({ document_id: DOCUMENT_ID }),
      output: OutlineShape,
      run: async ({ document_id: id }, { actor }) => toOutline(await this.trees.outlined(actor, id)),
    });
  }

  private read() {
    return tool({
      name: 'read_document',
      title: 'Read a document',
      description:
        'Blocks of a document (headings, paragraphs, lists, tables, code) in reading order, from a block number on. An answer ' +
        'has at most 40,000 characters; `next_from` says where to go on.',
      permission: 'documents:read',
      effect: 'reads',
      input: z.object({
        document_id: DOCUMENT_ID,
        from: z.int().min(0).default(0).describe('Number of the first block'),
        limit: z.int().min(1).max(200).default(50),
      }),
      output: BlocksShape,
      run: async ({ document_id: id, from, limit }, { actor }) => {
        return toBlocks(id, await this.trees.blocks(actor, id, { from, limit }));
      },
    });
  }
}
