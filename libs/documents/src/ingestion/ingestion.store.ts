import { Injectable, Optional } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { CancelledError } from '@muster/platform';
import { inTransaction } from '../database/transaction';
import { before } from '../documents/document.status';
import { EmbeddingStore, STORED_SHARE } from '../embedding/embedding.store';
import { SearchIndex } from '../search/search-index';
import { Embedder } from '../vectors/embedder';
import type { Batch, NewChunk, NewText } from './batch';
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
  title: string;
  description: string;
  contentType: string;
  size: number;
  chunkCount: number;
  textLength: number;
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
                 title, description, content_type AS "contentType", size, chunk_count AS "chunkCount", text_length AS "textLength"`,
      [id, before('ingesting'), LEASE_SECONDS],
    );
    return rows[0] && { ...rows[0], corpusId: await this.index.ensure(rows[0]) };
  }

  /** How far the text is stored. */
  async point({ id, textLength }: Claim): Promise<ExtractionPoint> {
    const { rows } = await this.pool.query<{ page: number | null; pageStart: number }>(
      `SELECT page, min(char_start) AS "pageStart" FROM document_text WHERE document_id = $1
       GROUP BY page ORDER BY 2 DESC LIMIT 1`,
      [id],
    );
    return { chars: textLength, page: rows[0]?.page ?? null, pageStart: rows[0]?.pageStart ?? 0 };
  }

  async renew(claim: Claim): Promise<void> {
    await this.fenced(this.pool, claim, 'document-renew', 'due_at = now() + make_interval(secs => $3)', [
      LEASE_SECONDS,
    ]);
  }

  /** Chunks, text, postings and progress in one transaction; with `last`, the document is ready, or next to be embedded. */
  async commit(claim: Claim, batch: Batch, last: boolean): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await this.advance(client, claim, batch, last);
      if (batch.chunks.length > 0) {
        const terms = batch.chunks.map((chunk) => chunk.terms);
        const first = await this.index.add(client, claim.corpusId, terms);
        await insertChunks(client, claim, batch.chunks, first);
      }
      await insertTexts(client, claim, batch.texts);
      const model = this.embedder?.model;
      if (last && model !== undefined) await this.embeddings.open(client, claim.id, model);
    });
    claim.chunkCount += batch.chunks.length;
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
        `status = 'failed', error = $4, error_reason = $3, chunk_count = 0, text_length = 0, updated_at = now()`,
        [reason, message],
      );
      await this.index.removeDocument(client, claim.id);
      await client.query('DELETE FROM chunk WHERE document_id = $1', [claim.id]);
      await client.query('DELETE FROM document_text WHERE document_id = $1', [claim.id]);
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
    const chunkCount = claim.chunkCount + batch.chunks.length;
    const embeds = this.embedder?.model !== undefined;
    const progress = (last ? 1 : batch.done) * (embeds ? STORED_SHARE : 1);
    return this.fenced(
      client,
      claim,
      'document-advance',
      `status = CASE WHEN $7 THEN 'ready' ELSE status END, progress = greatest(progress, $3), chunk_count = $4, text_length = $5,
       page_count = coalesce($6, page_count), tries = 0, error = NULL, error_reason = NULL, updated_at = now(),
       attempt = attempt + $9, due_at = CASE WHEN $9 = 1 THEN 'infinity' ELSE now() + make_interval(secs => $8) END`,
      [progress, chunkCount, batch.end, batch.pages, last && !embeds, LEASE_SECONDS, last && embeds ? 1 : 0],
    );
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

async function insertChunks(
  client: PoolClient,
  claim: Claim,
  chunks: NewChunk[],
  first: number,
): Promise<void> {
  await client.query({
    name: 'chunk-insert',
    text: `INSERT INTO chunk (document_id, org_id, user_id, corpus_id, number, position, text, char_start, char_end, page, headings, term_count)
           SELECT $1, $2, $3, $4, $5 + n - 1, $6 + n - 1, text, char_start, char_end, page,
                  ARRAY(SELECT jsonb_array_elements_text(headings)), term_count
           FROM unnest($7::text[], $8::int[], $9::int[], $10::int[], $11::jsonb[], $12::int[]) WITH ORDINALITY
                AS c (text, char_start, char_end, page, headings, term_count, n)`,
    values: [
      ...[claim.id, claim.orgId, claim.userId, claim.corpusId, first, claim.chunkCount],
      chunks.map(({ text }) => text),
      chunks.map(({ start }) => start),
      chunks.map(({ end }) => end),
      chunks.map(({ page }) => page),
      chunks.map(({ headings }) => JSON.stringify(headings)),
      chunks.map(({ terms }) => terms.length),
    ],
  });
}

async function insertTexts(client: PoolClient, { id }: Claim, texts: NewText[]): Promise<void> {
  await client.query({
    name: 'document-text-insert',
    text: `INSERT INTO document_text (document_id, char_start, char_end, page, text)
           SELECT $1, * FROM unnest($2::int[], $3::int[], $4::int[], $5::text[])`,
    values: [
      id,
      texts.map(({ start }) => start),
      texts.map(({ end }) => end),
      texts.map(({ page }) => page),
      texts.map(({ text }) => text),
    ],
  });
}
