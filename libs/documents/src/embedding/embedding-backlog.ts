import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

/** After so long on the queue a document is put there again, in case the queue was lost. */
const REQUEUE_SECONDS = 10;
const AT_ONCE = 200;

/** Which documents are to be embedded, again, or no longer. */
@Injectable()
export class EmbeddingBacklog {
  constructor(private readonly pool: Pool) {}

  /** Documents to put on the queue: new, due once more, lost on the way there, or held by a worker that died. */
  async due(): Promise<{ id: string; attempt: number }[]> {
    const { rows } = await this.pool.query<{ id: string; attempt: number }>(
      `UPDATE document_embedding SET status = 'waiting', due_at = now() + make_interval(secs => $1)
       WHERE document_id IN (SELECT document_id FROM document_embedding WHERE status <> 'done' AND due_at <= now()
                             ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING document_id AS id, attempt`,
      [REQUEUE_SECONDS, AT_ONCE],
    );
    return rows;
  }

  /** Documents without vectors of the model's present space get into line. They stay ready meanwhile. Answers how many. */
  async adopt(model: string): Promise<number> {
    const never = await this.pool.query(
      `INSERT INTO document_embedding (document_id, model)
       SELECT d.id, $1 FROM document d LEFT JOIN document_embedding e ON e.document_id = d.id
       WHERE d.status = 'ready' AND e.document_id IS NULL ON CONFLICT DO NOTHING`,
      [model],
    );
    const stale = await this.pool.query(
      `UPDATE document_embedding SET status = 'waiting', done = 0, space_id = NULL, tries = 0, due_at = now()
       WHERE status = 'done' AND space_id IS DISTINCT FROM
             (SELECT id FROM vector_space WHERE model = $1 ORDER BY seen_at DESC LIMIT 1)`,
      [model],
    );
    return (never.rowCount ?? 0) + (stale.rowCount ?? 0);
  }

  /** Nothing embeds any more: what waits for it is as ready as it can be. */
  async abandon(): Promise<void> {
    await this.pool.query(
      `WITH left_over AS (DELETE FROM document_embedding WHERE status <> 'done' RETURNING document_id)
       UPDATE document SET status = 'ready', progress = 1, error = NULL, error_reason = NULL, updated_at = now()
       WHERE id IN (SELECT document_id FROM left_over)
         AND (status = 'ingesting' OR status = 'failed' AND error_reason = 'embedding')`,
    );
  }
}
