import { Injectable } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import type { TermCounts } from '../analysis/analyzer';
import type { ChunkInContext } from '../analysis/chunk-terms';
import type { Owner } from '../owner';
import { BUCKET_SIZE, bucketOf, cappedLength, invert, Posting, withoutSlots } from './postings';
import type { CorpusSize } from './ranking';

/** The collection of one owner's chunks. */
export interface Corpus extends CorpusSize {
  id: number;
  /** No chunk has this number or a higher one. */
  end: number;
}

/** The inverted index: nearly all SQL on `corpus` and `posting`. Writers of one corpus wait for each other on its row. */
@Injectable()
export class SearchIndex {
  constructor(private readonly pool: Pool) {}

  async find(owner: Owner): Promise<Corpus | undefined> {
    const { rows } = await this.pool.query<Corpus>({
      name: 'corpus-find',
      text: `SELECT id, chunk_count AS chunks, term_count AS terms, next_number AS "end" FROM corpus
             WHERE org_id = $1 AND coalesce(user_id, org_id) = coalesce($2::uuid, $1)`,
      values: [owner.orgId, owner.userId],
    });
    return rows[0];
  }

  async ensure(owner: Owner): Promise<number> {
    const found = await this.find(owner);
    if (found) return found.id;
    await this.pool.query('INSERT INTO corpus (org_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      owner.orgId,
      owner.userId,
    ]);
    return this.ensure(owner);
  }

  /** All postings of the terms. */
  async postings(corpusId: number, terms: string[]): Promise<Posting[]> {
    if (terms.length === 0) return [];
    const { rows } = await this.pool.query<Posting>({
      name: 'posting-find',
      text: `SELECT term, bucket, entries FROM posting WHERE corpus_id = $1 AND term = ANY($2)`,
      values: [corpusId, terms],
    });
    return rows;
  }

  /** In how many chunks each term occurs, reckoned from the last bucket that is full; a look at all would be a read of all. */
  async occurrences({ id, end }: Corpus, terms: string[]): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ term: string; count: number }>({
      name: 'posting-count',
      text: `SELECT term, octet_length(entries) / 4 AS count FROM posting WHERE corpus_id = $1 AND term = ANY($2) AND bucket = $3`,
      values: [id, terms, Math.max(0, bucketOf(end) - 1)],
    });
    const buckets = bucketOf(end) + 1;
    return new Map(rows.map(({ term, count }) => [term, count * buckets]));
  }

  /** Chunks with all that they were indexed with. */
  async contexts(corpusId: number, numbers: number[]): Promise<(ChunkInContext & { number: number })[]> {
    const { rows } = await this.pool.query<ChunkInContext & { number: number }>({
      name: 'chunk-contexts',
      text: `SELECT c.number, c.position, c.text, c.headings, d.title, d.description
             FROM chunk c JOIN document d ON d.id = c.document_id WHERE c.corpus_id = $1 AND c.number = ANY($2) ORDER BY c.number`,
      values: [corpusId, numbers],
    });
    return rows;
  }

  async numbersOf(corpusId: number, documentIds: string[]): Promise<Set<number>> {
    const { rows } = await this.pool.query<[number]>({
      name: 'chunk-numbers',
      text: 'SELECT number FROM chunk WHERE corpus_id = $1 AND document_id = ANY($2)',
      values: [corpusId, documentIds],
      rowMode: 'array',
    });
    return new Set(rows.map(([number]) => number));
  }

  /** Indexes chunks, numbering them from the answer on. */
  async add(client: PoolClient, corpusId: number, chunks: TermCounts[]): Promise<number> {
    const { rows } = await client.query<{ first: number }>({
      name: 'corpus-grow',
      text: `UPDATE corpus SET next_number = next_number + $2, chunk_count = chunk_count + $2, term_count = term_count + $3
             WHERE id = $1 RETURNING next_number - $2 AS first`,
      values: [corpusId, chunks.length, totalLength(chunks)],
    });
    const first = rows[0]?.first ?? 0;
    const postings = invert(chunks, first);
    await client.query({
      name: 'posting-add',
      text: `INSERT INTO posting (corpus_id, term, bucket, entries)
             SELECT $1, term, bucket, decode(entries, 'hex') FROM unnest($2::text[], $3::int[], $4::text[]) AS p (term, bucket, entries)
             ON CONFLICT (corpus_id, term, bucket) DO UPDATE SET entries = posting.entries || excluded.entries`,
      values: [corpusId, ...columns(postings)],
    });
    return first;
  }

  /** Takes the chunks of a document out again, exactly, and its vectors; must come before their rows go. */
  async removeDocument(client: PoolClient, documentId: string): Promise<void> {
    await client.query('DELETE FROM vector_block WHERE document_id = $1', [documentId]);
    await client.query('DELETE FROM document_embedding WHERE document_id = $1', [documentId]);
    const { rows } = await client.query<{ corpusId: number; number: number; terms: number }>(
      `SELECT corpus_id AS "corpusId", number, term_count AS terms FROM chunk WHERE document_id = $1`,
      [documentId],
    );
    const corpusId = rows[0]?.corpusId;
    if (corpusId === undefined) return;
    const terms = rows.reduce((sum, row) => sum + cappedLength(row.terms), 0);
    await client.query(
      'UPDATE corpus SET chunk_count = chunk_count - $2, term_count = term_count - $3 WHERE id = $1',
      [corpusId, rows.length, terms],
    );
    for (const [bucket, slots] of slotsByBucket(rows.map(({ number }) => number)))
      await this.clear(client, corpusId, bucket, slots);
  }

  private async clear(
    client: PoolClient,
    corpusId: number,
    bucket: number,
    slots: Set<number>,
  ): Promise<void> {
    const { rows } = await client.query<Posting>(
      'SELECT term, bucket, entries FROM posting WHERE corpus_id = $1 AND bucket = $2',
      [corpusId, bucket],
    );
    const changed = rows
      .map((row) => ({ ...row, before: row.entries, entries: withoutSlots(row.entries, slots) }))
      .filter(({ before, entries }) => entries !== before);
    const emptied = changed.filter(({ entries }) => entries.length === 0);
    const shortened = changed.filter(({ entries }) => entries.length > 0);
    await client.query('DELETE FROM posting WHERE corpus_id = $1 AND bucket = $2 AND term = ANY($3)', [
      corpusId,
      bucket,
      emptied.map(({ term }) => term),
    ]);
    await client.query(
      `UPDATE posting SET entries = decode(p.entries, 'hex')
       FROM unnest($2::text[], $3::int[], $4::text[]) AS p (term, bucket, entries)
       WHERE posting.corpus_id = $1 AND posting.term = p.term AND posting.bucket = p.bucket`,
      [corpusId, ...columns(shortened)],
    );
  }
}

const totalLength = (chunks: TermCounts[]): number =>
  chunks.reduce((sum, { length }) => sum + cappedLength(length), 0);

const columns = (postings: Posting[]): [string[], number[], string[]] => [
  postings.map(({ term }) => term),
  postings.map(({ bucket }) => bucket),
  postings.map(({ entries }) => entries.toString('hex')),
];

function slotsByBucket(numbers: number[]): Map<number, Set<number>> {
  const buckets = new Map<number, Set<number>>();
  for (const number of numbers) {
    const slots = buckets.get(bucketOf(number)) ?? new Set();
    buckets.set(bucketOf(number), slots.add(number % BUCKET_SIZE));
  }
  return buckets;
}
