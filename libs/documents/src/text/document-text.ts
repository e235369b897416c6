import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

/** A stored piece of a document's extracted text. */
export interface TextPiece {
  start: number;
  end: number;
  page: number | null;
  text: string;
}

/** Which text: a document has one for each of its revisions. */
export interface Edition {
  /** Of the document. */
  id: string;
  revision: number;
}

/** Pieces fetched at a time: at 64,000 characters each, a few megabytes. */
const PIECES_AT_ONCE = 32;

/** The extracted text of documents. Offsets are characters (UTF-16 units) of the whole. Callers check whose it is. */
@Injectable()
export class DocumentText {
  constructor(private readonly pool: Pool) {}

  /** Characters `start` to `end`; the whole text by default. */
  async slice({ id, revision }: Edition, start = 0, end = 2 ** 31 - 1): Promise<string> {
    const { rows } = await this.pool.query<TextPiece>({
      name: 'document-text-slice',
      text: `SELECT char_start AS start, char_end AS "end", page, text FROM document_text
             WHERE document_id = $1 AND revision = $2 AND char_end > $3 AND char_start < $4 ORDER BY char_start`,
      values: [id, revision, start, end],
    });
    const from = rows[0]?.start ?? 0;
    return rows
      .map(({ text }) => text)
      .join('')
      .slice(Math.max(0, start - from), Math.max(0, end - from));
  }

  /** The pieces in order, a bounded number in memory. */
  async *pieces({ id, revision }: Edition): AsyncGenerator<TextPiece> {
    for (let from = -1; ;) {
      const { rows } = await this.pool.query<TextPiece>({
        name: 'document-text-pieces',
        text: `SELECT char_start AS start, char_end AS "end", page, text FROM document_text
               WHERE document_id = $1 AND revision = $2 AND char_start > $3 ORDER BY char_start LIMIT $4`,
        values: [id, revision, from, PIECES_AT_ONCE],
      });
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < PIECES_AT_ONCE) return;
      from = last.start;
    }
  }

  /** The page on which a character lies; null where the format knows no pages. */
  async pageAt({ id, revision }: Edition, offset: number): Promise<number | null> {
    const { rows } = await this.pool.query<{ page: number | null }>({
      name: 'document-text-page',
      text: `SELECT page FROM document_text WHERE document_id = $1 AND revision = $2 AND char_start <= $3
             ORDER BY char_start DESC LIMIT 1`,
      values: [id, revision, offset],
    });
    return rows[0]?.page ?? null;
  }
}
