import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { FindOptionsWhere, IsNull, MoreThanOrEqual, Repository } from 'typeorm';
import {
  ByteRange,
  fromCursor,
  NotFoundError,
  type Page,
  pageOf,
  Storage,
  toCursor,
  UUID,
} from '@muster/platform';
import { Chunk } from '../chunks/chunk.entity';
import type { Owner } from '../owner';
import { DocumentText } from '../text/document-text';
import { Document } from './document.entity';
import { type DocumentListOptions, SORTS } from './document-pages';
import { DocumentRemoval } from './document-removal';
import { DocumentInput, DocumentUploads } from './document-uploads';

const DEFAULT_LIMIT = 100;
const MOST_AT_ONCE = 1_000;

/** A chunk and the document it is from. */
export type DocumentChunk = Chunk & { document: Document };

/** An owner's documents. Unknown ids, malformed ones and other owners' are `NotFoundError` alike. */
@Injectable()
export class DocumentsService {
  constructor(
    @InjectRepository(Document) private readonly documents: Repository<Document>,
    @InjectRepository(Chunk) private readonly chunkRows: Repository<Chunk>,
    private readonly uploads: DocumentUploads,
    private readonly removal: DocumentRemoval,
    private readonly texts: DocumentText,
    private readonly storage: Storage,
  ) {}

  /**
   * Stores an upload and has it ingested. Throws `LimitExceededError` (reason `size`) and `InvalidError` (reasons
   * `unsupported_type`, `empty`); a PDF that is broken or has no text is accepted and ends as `failed`.
   */
  async create(owner: Owner, input: DocumentInput): Promise<Document> {
    return this.get(owner, await this.uploads.store(owner, input));
  }

  async list(owner: Owner, options: DocumentListOptions = {}): Promise<Page<Document>> {
    const { sort = 'newest', cursor } = options;
    const { column, direction, form } = SORTS[sort];
    const limit = Math.min(options.limit ?? DEFAULT_LIMIT, MOST_AT_ONCE);
    const query = this.documents.createQueryBuilder('d').where(ownedBy(owner));
    if (cursor) {
      const operator = direction === 'DESC' ? '<' : '>';
      const [, key, id] = fromCursor(cursor, new RegExp(`^${sort}$`), form, UUID);
      query.andWhere(`(d.${column}, d.id) ${operator} (:key, :id)`, { key, id });
    }
    const rows = await query
      .orderBy(`d.${column}`, direction)
      .addOrderBy('d.id', direction)
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, (last) => toCursor(sort, SORTS[sort].key(last), last.id));
  }

  async get(owner: Owner, id: string): Promise<Document> {
    const found = UUID.test(id) ? await this.documents.findOneBy({ ...ownedBy(owner), id }) : null;
    if (!found) throw new NotFoundError('document', id);
    return found;
  }

  /** Removes row, text, chunks, index and bytes; a running ingestion stops. */
  async remove(owner: Owner, id: string): Promise<void> {
    if (!(await this.removal.remove(await this.get(owner, id)))) throw new NotFoundError('document', id);
  }

  /** Chunks by position, from number `from` on; none until the document is ready. */
  async chunks(
    owner: Owner,
    documentId: string,
    options: { from?: number; limit?: number } = {},
  ): Promise<Page<DocumentChunk>> {
    const document = await this.get(owner, documentId);
    if (document.status !== 'ready') return { items: [], nextCursor: null };
    const limit = Math.min(options.limit ?? DEFAULT_LIMIT, MOST_AT_ONCE);
    const rows = await this.chunkRows.find({
      where: { documentId: document.id, position: MoreThanOrEqual(options.from ?? 0) },
      order: { position: 'ASC' },
      take: limit + 1,
    });
    const chunks = rows.map((row) => Object.assign(row, { document }));
    return pageOf(chunks, limit, (last) => String(last.position + 1));
  }

  /** One chunk, with its document. */
  async chunk(owner: Owner, id: string): Promise<DocumentChunk> {
    const where = { ...ownedBy(owner), id };
    const found = UUID.test(id)
      ? await this.chunkRows.findOne({ where, relations: { document: true } })
      : null;
    if (!found?.document) throw new NotFoundError('chunk', id);
    return Object.assign(found, { document: found.document });
  }

  /** The bytes as they were uploaded. */
  async content(
    owner: Owner,
    id: string,
    range?: ByteRange,
  ): Promise<{ document: Document; stream: Readable }> {
    const document = await this.get(owner, id);
    return { document, stream: await this.storage.get(document.storageKey, range) };
  }

  /** Characters `start` to `end` of the extracted text, as far as it is ingested; all of it by default. */
  async text(owner: Owner, id: string, span: { start?: number; end?: number } = {}): Promise<string> {
    const document = await this.get(owner, id);
    return this.texts.slice(document, span.start, span.end);
  }
}

const ownedBy = ({ orgId, userId }: Owner): FindOptionsWhere<{ orgId: string; userId: string | null }> => ({
  orgId,
  userId: userId ?? IsNull(),
});
