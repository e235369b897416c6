import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool, PoolClient } from 'pg';
import { LessThan, Repository } from 'typeorm';
import { ConflictError, inTransaction, NotFoundError, type Page, pageOf, Storage } from '@muster/platform';
import { ContentInput, ContentIntake, StoredContent, SWEEP_AFTER_SECONDS } from '../documents/content-intake';
import type { Document } from '../documents/document.entity';
import { DocumentsService } from '../documents/documents.service';
import type { Owner } from '../owner';
import { SearchIndex } from '../search/search-index';
import { DocumentRevision } from './document-revision.entity';
import { insertRevision } from './insert-revision';

const DEFAULT_LIMIT = 50;

/** The contents a document has had. The newest is what it shows and what is searched; none is ever overwritten. */
@Injectable()
export class RevisionsService {
  constructor(
    @InjectRepository(DocumentRevision) private readonly revisions: Repository<DocumentRevision>,
    private readonly documents: DocumentsService,
    private readonly intake: ContentIntake,
    private readonly index: SearchIndex,
    private readonly pool: Pool,
    private readonly storage: Storage,
  ) {}

  /** Newest first; `cursor` is the number of the last one of the page before. */
  async list(
    owner: Owner,
    documentId: string,
    { limit = DEFAULT_LIMIT, cursor }: { limit?: number; cursor?: number } = {},
  ): Promise<Page<DocumentRevision>> {
    const { id } = await this.documents.get(owner, documentId);
    const rows = await this.revisions.find({
      where: { documentId: id, ...(cursor !== undefined && { number: LessThan(cursor) }) },
      order: { number: 'DESC' },
      take: limit + 1,
    });
    return pageOf(rows, limit, ({ number }) => String(number));
  }

  async get(owner: Owner, documentId: string, number: number): Promise<DocumentRevision> {
    const { id } = await this.documents.get(owner, documentId);
    const found = await this.revisions.findOneBy({ documentId: id, number });
    if (!found) throw new NotFoundError('revision', String(number));
    return found;
  }

  /** The bytes of any revision. */
  async content(
    owner: Owner,
    documentId: string,
    number: number,
  ): Promise<{ revision: DocumentRevision; stream: Readable }> {
    const revision = await this.get(owner, documentId, number);
    return { revision, stream: await this.storage.get(revision.storageKey) };
  }

  /**
   * Gives a document new content, which is read like that of a new one. With `basedOn`, only if that is still the
   * newest revision. Throws `ConflictError` (reason `revision`) and what `DocumentsService.create` throws.
   */
  async add(owner: Owner, documentId: string, input: ContentInput & { basedOn?: number }): Promise<Document> {
    const document = await this.documents.get(owner, documentId);
    const key = `documents/${owner.orgId}/${document.id}/${randomUUID()}`;
    const attempt = await this.intake.receive(key, input, (client, content) =>
      this.replace(client, owner, document, content, input.basedOn),
    );
    return this.begin(owner, document, attempt);
  }

  /** Makes the content of an earlier revision the newest. */
  async restore(owner: Owner, documentId: string, number: number): Promise<Document> {
    const content = await this.get(owner, documentId, number);
    const document = await this.documents.get(owner, documentId);
    const attempt = await inTransaction(this.pool, (client) =>
      this.replace(client, owner, document, content),
    );
    return this.begin(owner, document, attempt);
  }

  private async begin(owner: Owner, { id }: Document, attempt: number): Promise<Document> {
    await this.intake.ingestAnew(id, attempt);
    return this.documents.get(owner, id);
  }

  /** Fences off whoever reads the content before. */
  private async replace(
    client: PoolClient,
    owner: Owner,
    { id }: Document,
    content: StoredContent,
    basedOn?: number,
  ): Promise<number> {
    const { rows } = await client.query<{ revision: number; attempt: number }>(
      `UPDATE document SET revision = revision + 1, attempt = attempt + 1, tries = 0, status = 'queued', error = NULL,
              error_reason = NULL, progress = 0, chunk_count = 0, page_count = NULL, text_length = 0, node_count = 0,
              word_count = 0, chapter_count = 1, section_count = 1, ocr = false, updated_at = now(),
              due_at = now() + make_interval(secs => $2), title = CASE WHEN title = filename THEN $3 ELSE title END,
              filename = $3, content_type = $4, size = $5, sha256 = $6, storage_key = $7
       WHERE id = $1 RETURNING revision, attempt`,
      [
        ...[id, SWEEP_AFTER_SECONDS, content.filename, content.contentType, content.size, content.sha256],
        content.storageKey,
      ],
    );
    const [row] = rows;
    if (!row) throw new NotFoundError('document', id);
    if (basedOn !== undefined && row.revision !== basedOn + 1)
      throw new ConflictError(`revision ${row.revision - 1} is newer`, { reason: 'revision' });
    await this.index.removeDocument(client, id);
    await client.query('DELETE FROM chunk WHERE document_id = $1', [id]);
    await insertRevision(client, id, row.revision, content, owner);
    return row.attempt;
  }
}
