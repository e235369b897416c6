import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { MoreThanOrEqual, Repository } from 'typeorm';
import type { Page } from '@muster/platform';
import type { Document } from '../documents/document.entity';
import { DocumentsService } from '../documents/documents.service';
import type { Owner } from '../owner';
import { DocumentText, Edition } from '../text/document-text';
import { headingsOf } from './headings';
import { DocumentNode } from './node.entity';
import { Chapter, outlineOf } from './outline';

/** A node with its text, or with the beginning of it when it is longer than an answer may be. */
export type Block = DocumentNode & { text: string };

const DEFAULT_LIMIT = 200;
const MOST_AT_ONCE = 1_000;
/** Of all blocks of one answer. */
const MOST_CHARS = 500_000;

export type OutlinedDocument = Document & { chapters: Chapter[] };

/** How an owner's documents are divided. */
@Injectable()
export class DocumentTreeService {
  constructor(
    @InjectRepository(DocumentNode) private readonly nodes: Repository<DocumentNode>,
    private readonly documents: DocumentsService,
    private readonly pool: Pool,
    private readonly texts: DocumentText,
  ) {}

  /** With chapters and sections, which are complete when the document is ready. */
  async outlined(owner: Owner, id: string): Promise<OutlinedDocument> {
    const document = await this.documents.get(owner, id);
    const chapters = outlineOf(document, await headingsOf(this.pool, document));
    return Object.assign(document, { chapters });
  }

  /** The blocks in order, from number `from` on; by default of the newest revision. */
  async blocks(
    owner: Owner,
    id: string,
    { from = 0, limit = DEFAULT_LIMIT, revision }: { from?: number; limit?: number; revision?: number } = {},
  ): Promise<Page<Block>> {
    const document = await this.documents.get(owner, id);
    const edition = { id: document.id, revision: revision ?? document.revision };
    const take = Math.min(limit, MOST_AT_ONCE);
    const found = await this.nodes.find({
      where: { documentId: edition.id, revision: edition.revision, position: MoreThanOrEqual(from) },
      order: { position: 'ASC' },
      take: take + 1,
    });
    const nodes = bounded(found.slice(0, take));
    const next = found[nodes.length];
    const items = await this.withText(edition, nodes);
    return { items, nextCursor: next ? String(next.position) : null };
  }

  private async withText(edition: Edition, nodes: DocumentNode[]): Promise<Block[]> {
    const [first, last] = [nodes[0], nodes.at(-1)];
    if (!first || !last) return [];
    const start = first.charStart;
    const text = await this.texts.slice(edition, start, Math.min(last.charEnd, start + MOST_CHARS));
    return nodes.map((node) =>
      Object.assign(node, { text: text.slice(node.charStart - start, node.charEnd - start) }),
    );
  }
}

/** As many as fit, and one at least. */
function bounded(nodes: DocumentNode[]): DocumentNode[] {
  const start = nodes[0]?.charStart ?? 0;
  const fitting = nodes.findIndex(({ charEnd }) => charEnd - start > MOST_CHARS);
  return fitting === -1 ? nodes : nodes.slice(0, Math.max(1, fitting));
}
