import { Injectable } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { CancelledError, inTransaction } from '@muster/platform';
import { NewVectors, VectorBlocks } from '../vectors/vector-blocks';
import { Pgvector } from '../vectors/pgvector';

/** A document that one worker embeds, as far as it was embedded before. */
export interface EmbeddingClaim {
  documentId: string;
  orgId: string;
  userId: string | null;
  title: string;
  chunkCount: number;
  attempt: number;
  tries: number;
  /** Chunks embedded, by position. */
  done: number;
  spaceId: number | null;
}

export interface ChunkToEmbed {
  corpusId: number;
  number: number;
  headings: string[];
  text: string;
}

/** A worker is taken for dead when it was silent for so long; it speaks every second. */
const LEASE_SECONDS = 4;
/** What the chunks of a document being stored count for in its progress; the rest is their vectors. */
export const STORED_SHARE = 0.5;

/** All SQL of an embedding. Every write is fenced by the attempt: without the lease it throws `CancelledError` and changes nothing. */
@Injectable()
export class EmbeddingStore {
  constructor(
    private readonly pool: Pool,
    private readonly blocks: VectorBlocks,
    private readonly pgvector: Pgvector,
  ) {}

  /** The chunks of the document are all stored: what is left is to embed them. */
  async open(client: PoolClient, documentId: string, model: string): Promise<void> {
    await client.query(
      'INSERT INTO document_embedding (document_id, model) VALUES ($1, $2) ON CONFLICT (document_id) DO NOTHING',
      [documentId, model],
    );
  }

  /** Undefined: gone, done, or somebody else's. What another model has made so far does not count. */
  async claim(documentId: string, model: string): Promise<EmbeddingClaim | undefined> {
    const { rows } = await this.pool.query<EmbeddingClaim>(
      `UPDATE document_embedding e SET status = 'running', attempt = nextval('embedding_attempt'), tries = e.tries + 1,
              due_at = now() + make_interval(secs => $3), model = $2,
              done = CASE WHEN model = $2 THEN done ELSE 0 END, space_id = CASE WHEN model = $2 THEN space_id END
       FROM document d WHERE d.id = e.document_id AND e.document_id = $1 AND e.status = 'waiting'
       RETURNING d.id AS "documentId", d.org_id AS "orgId", d.user_id AS "userId", d.title, d.chunk_count AS "chunkCount",
                 e.attempt, e.tries, e.done, e.space_id AS "spaceId"`,
      [documentId, model, LEASE_SECONDS],
    );
    return rows[0];
  }

  async chunks({ documentId, done }: EmbeddingClaim, limit: number): Promise<ChunkToEmbed[]> {
    const { rows } = await this.pool.query<ChunkToEmbed>({
      name: 'embedding-chunks',
      text: `SELECT corpus_id AS "corpusId", number, headings, text FROM chunk
             WHERE document_id = $1 AND position >= $2 ORDER BY position LIMIT $3`,
      values: [documentId, done, limit],
    });
    return rows;
  }

  async renew(claim: EmbeddingClaim): Promise<void> {
    await this.fenced(this.pool, claim, 'due_at = now() + make_interval(secs => $3)', [LEASE_SECONDS]);
  }

  /** Vectors, how far the document is, and its progress in one transaction; with the last ones it is ready. */
  async commit(claim: EmbeddingClaim, added: NewVectors): Promise<void> {
    const done = claim.done + added.numbers.length;
    const last = done >= claim.chunkCount;
    await inTransaction(this.pool, async (client) => {
      await lockDocument(client, claim);
      await this.fenced(
        client,
        claim,
        `done = $3, space_id = $4, status = $5, tries = 0, due_at = now() + make_interval(secs => $6)`,
        [done, added.spaceId, last ? 'done' : 'running', LEASE_SECONDS],
      );
      if (claim.done === 0) await clear(client, claim, added.spaceId);
      await this.pgvector.insert(client, added, await this.blocks.insert(client, added));
      await (last ? finish(client, claim, added.spaceId) : advance(client, claim, done));
    });
    Object.assign(claim, { done, spaceId: added.spaceId, tries: 1 });
  }

  /** The model answers in another dimension than before: what there is cannot be compared with it. */
  async restart(claim: EmbeddingClaim): Promise<void> {
    await this.fenced(this.pool, claim, 'done = 0, space_id = NULL', []);
    Object.assign(claim, { done: 0, spaceId: null });
  }

  /** Hands the document back, so that it is tried again after `seconds`. `tries` is what to remember of this one. */
  async release(claim: EmbeddingClaim, tries: number, seconds: number): Promise<void> {
    await this.fenced(
      this.pool,
      claim,
      `status = 'waiting', tries = $3, due_at = now() + make_interval(secs => $4)`,
      [tries, seconds],
    );
  }

  /** Its words stay indexed. After `seconds` it is tried once more, with `tries` behind it. */
  async fail(claim: EmbeddingClaim, message: string, tries: number, seconds: number): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await lockDocument(client, claim);
      await this.fenced(
        client,
        claim,
        `status = 'failed', tries = $3, due_at = now() + make_interval(secs => $4)`,
        [tries, seconds],
      );
      await client.query(
        `UPDATE document SET status = 'failed', error = $2, error_reason = 'embedding', updated_at = now()
         WHERE id = $1 AND status = 'ingesting'`,
        [claim.documentId, message],
      );
    });
  }

  private async fenced(
    client: Pool | PoolClient,
    { documentId, attempt }: EmbeddingClaim,
    changes: string,
    values: unknown[],
  ): Promise<void> {
    const { rowCount } = await client.query(
      `UPDATE document_embedding SET ${changes} WHERE document_id = $1 AND attempt = $2 AND status = 'running'`,
      [documentId, attempt, ...values],
    );
    if (rowCount === 0) throw new CancelledError('the document is gone or with another worker');
  }
}

/** Before everything else, as those do who remove it. */
async function lockDocument(client: PoolClient, { documentId }: EmbeddingClaim): Promise<void> {
  await client.query('SELECT 1 FROM document WHERE id = $1 FOR NO KEY UPDATE', [documentId]);
}

/** What an earlier, abandoned course has left in this space. */
async function clear(client: PoolClient, { documentId }: EmbeddingClaim, spaceId: number): Promise<void> {
  await client.query('DELETE FROM vector_block WHERE document_id = $1 AND space_id = $2', [
    documentId,
    spaceId,
  ]);
}

/** What other models have made of it goes. */
async function finish(client: PoolClient, { documentId }: EmbeddingClaim, spaceId: number): Promise<void> {
  await client.query('DELETE FROM vector_block WHERE document_id = $1 AND space_id <> $2', [
    documentId,
    spaceId,
  ]);
  await client.query(
    `UPDATE document SET status = 'ready', progress = 1, error = NULL, error_reason = NULL, updated_at = now()
     WHERE id = $1 AND (status = 'ingesting' OR status = 'failed' AND error_reason = 'embedding')`,
    [documentId],
  );
}

async function advance(client: PoolClient, claim: EmbeddingClaim, done: number): Promise<void> {
  await client.query(
    `UPDATE document SET progress = greatest(progress, $2), updated_at = now() WHERE id = $1 AND status = 'ingesting'`,
    [claim.documentId, STORED_SHARE + ((1 - STORED_SHARE) * done) / claim.chunkCount],
  );
}
