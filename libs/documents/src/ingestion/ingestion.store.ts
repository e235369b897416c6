import { Injectable, Optional } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { CancelledError, inTransaction } from '@muster/platform';
import { before } from '../documents/document.status';
import { EmbeddingStore, STORED_SHARE } from '../embedding/embedding.store';
import { SearchIndex } from '../search/search-index';
import { Embedder } from '../vectors/embedder';
import { headingsOf, openHeadings } from '../nodes/headings';
import { outlineOf } from '../nodes/outline';
import type { Batch } from './batch';
import { writeBatch } from './batch-writer';
import type { ExtractionPoint } from './text-extractor';

/** A document in the hands of one worker, as far as it was ingested before. */
export interface Claim {
  id: string;
  attempt: number;
  tries: number;
  orgId: string;
  userId: string | null;
  corpusId: number;
  storageKey: string;
  filename: string;
  title: string;
  description: string;
  contentType: string;
  size: number;
  /** Which of its contents is read. */
  revision: number;
  chunkCount: number;
  textLength: number;
  nodeCount: number;
}

/** A worker is taken for dead when it was silent for so long; it speaks every second. */
const LEASE_SECONDS = 4;
/** After so long on the queue a document is put there again, in case the queue was lost. */
const REQUEUE_SECONDS = 10;
const SWEPT_AT_ONCE = 200;

/** All SQL of an ingestion. Every write is fenced by the attempt: without the lease it throws `CancelledError` and changes nothing. */
@Injectable()
export class IngestionStore {
  constructor(
    private readonly pool: Pool,
    private readonly index: SearchIndex,
    private readonly embeddings: EmbeddingStore,
    @Optional() private readonly embedder?: Embedder,
  ) {}

  /** Undefined: gone, done, or somebody else's. */
  async claim(id: string): Promise<Claim | undefined> {
    const { rows } = await this.pool.query<Omit<Claim, 'corpusId'>>(
      `UPDATE document SET status = 'ingesting', attempt = attempt + 1, tries = tries + 1, updated_at = now(),
              due_at = now() + make_interval(secs => $3)
       WHERE id = $1 AND status = ANY($2)
       RETURNING id, attempt, tries, org_id AS "orgId", user_id AS "userId", storage_key AS "storageKey",
                 filename, title, description, content_type AS "contentType", size, revision, chunk_count AS "chunkCount",
                 text_length AS "textLength", node_count AS "nodeCount"`,
      [id, before('ingesting'), LEASE_SECONDS],
    );
    return rows[0] && { ...rows[0], corpusId: await this.index.ensure(rows[0]) };
  }

  /** How far the text is stored. */
  async point({ id, revision, textLength }: Claim): Promise<ExtractionPoint> {
    const { rows } = await this.pool.query<{ page: number | null; pageStart: number }>(
      `SELECT page, min(char_start) AS "pageStart" FROM document_text WHERE document_id = $1 AND revision = $2
       GROUP BY page ORDER BY 2 DESC LIMIT 1`,
      [id, revision],
    );
    const { page = null, pageStart = 0 } = rows[0] ?? {};
    const headings = await openHeadings(this.pool, { id, revision }, pageStart);
    return { chars: textLength, page, pageStart, headings };
  }

  async renew(claim: Claim): Promise<void> {
    await this.fenced(this.pool, claim, 'document-renew', 'due_at = now() + make_interval(secs => $3)', [
      LEASE_SECONDS,
    ]);
  }

  /** Text, nodes, chunks, postings and progress in one transaction; with `last`, the document is ready, or next to be embedded. */
  async commit(claim: Claim, batch: Batch, last: boolean): Promise<void> {
    const nodeCount = claim.nodeCount + batch.nodes.length;
    await inTransaction(this.pool, async (client) => {
      await this.advance(client, { ...claim, nodeCount }, batch, last);
      await writeBatch(client, this.index, claim, batch);
      if (last) await this.count(client, { ...claim, nodeCount });
      const model = this.embedder?.model;
      if (last && model !== undefined) await this.embeddings.open(client, claim.id, model);
    });
    claim.chunkCount += batch.chunks.length;
    claim.nodeCount = nodeCount;
    claim.tries = 1;
  }

  /** Hands the document back, so that it is tried again after `seconds`. `tries` is what to remember of this one. */
  async release(claim: Claim, tries: number, seconds: number, error: string | null): Promise<void> {
    await this.fenced(
      this.pool,
      claim,
      'document-release',
      `status = 'queued', tries = $3, due_at = now() + make_interval(secs => $4), error = $5, updated_at = now()`,
      [tries, seconds, error],
    );
  }

  /** It will not be tried again. What was indexed of it is taken out: half a document must not be found. */
  fail(claim: Claim, reason: string, message: string): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await this.fenced(
        client,
        claim,
        'document-fail',
        `status = 'failed', error = $4, error_reason = $3, chunk_count = 0, text_length = 0, node_count = 0,
         word_count = 0, updated_at = now()`,
        [reason, message],
      );
      await this.index.removeDocument(client, claim.id);
      await client.query('DELETE FROM chunk WHERE document_id = $1', [claim.id]);
      const edition = [claim.id, claim.revision];
      await client.query('DELETE FROM document_text WHERE document_id = $1 AND revision = $2', edition);
      await client.query('DELETE FROM node WHERE document_id = $1 AND revision = $2', edition);
    });
  }

  /** Documents to put on the queue: lost on the way there, or held by a worker that died. */
  async sweep(): Promise<{ id: string; attempt: number }[]> {
    const { rows } = await this.pool.query<{ id: string; attempt: number }>(
      `UPDATE document SET status = 'queued', due_at = now() + make_interval(secs => $1)
       WHERE id IN (SELECT id FROM document WHERE status IN ('queued', 'ingesting') AND due_at < now()
                    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, attempt`,
      [REQUEUE_SECONDS, SWEPT_AT_ONCE],
    );
    return rows;
  }

  /** A document that is handed on to be embedded is nobody's here any more: its next attempt has begun, without an end. */
  private advance(client: PoolClient, claim: Claim, batch: Batch, last: boolean): Promise<void> {
    const { title = null, author = null, ocr = false } = batch.details;
    const embeds = this.embedder?.model !== undefined;
    const handsOn = last && embeds;
    const progress = (last ? 1 : batch.done) * (embeds ? STORED_SHARE : 1);
    const chunkCount = claim.chunkCount + batch.chunks.length;
    return this.fenced(
      client,
      claim,
      'document-advance',
      `status = CASE WHEN $7 THEN 'ready' ELSE status END, progress = greatest(progress, $3), chunk_count = $4, text_length = $5,
       page_count = coalesce($6, page_count), tries = 0, error = NULL, error_reason = NULL, updated_at = now(),
       due_at = CASE WHEN $14 = 1 THEN 'infinity' ELSE now() + make_interval(secs => $8) END, attempt = attempt + $14,
       node_count = $9, word_count = word_count + $10,
       title = CASE WHEN title = filename THEN coalesce($11, title) ELSE title END, author = coalesce($12, author), ocr = ocr OR $13`,
      [
        ...[progress, chunkCount, batch.end, batch.pages, last && !embeds, LEASE_SECONDS],
        ...[claim.nodeCount, batch.words, title, author, ocr, handsOn ? 1 : 0],
      ],
    );
  }

  /** What lists say of the outline, which is worked out only when somebody looks at it. */
  private async count(client: PoolClient, { id, revision, nodeCount }: Claim): Promise<void> {
    const subject = { id, revision, title: '', nodeCount, textLength: 0, pageCount: null };
    const chapters = outlineOf(subject, await headingsOf(client, { id, revision }));
    await client.query('UPDATE document SET chapter_count = $2, section_count = $3 WHERE id = $1', [
      id,
      chapters.length,
      chapters.reduce((sum, { sections }) => sum + sections.length, 0),
    ]);
  }

  private async fenced(
    client: Pool | PoolClient,
    claim: Claim,
    name: string,
    changes: string,
    values: unknown[],
  ): Promise<void> {
    const { rowCount } = await client.query({
      name,
      text: `UPDATE document SET ${changes} WHERE id = $1 AND attempt = $2 AND status = 'ingesting'`,
      values: [claim.id, claim.attempt, ...values],
    });
    if (rowCount === 0) throw new CancelledError('the document is gone or with another worker');
  }
}
