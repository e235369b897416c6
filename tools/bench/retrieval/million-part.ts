import { randomUUID } from 'node:crypto';
import { SearchIndex, SearchService } from '@muster/documents';
import type { Pool } from 'pg';
import { percentile } from '../report/figures';
import { atMost, type Row } from '../report/row';
import type { RetrievalLab } from './lab';
import { type SyntheticChunk, SyntheticTexts } from './synthetic';

/** Chunks indexed at once: those whose postings share rows. */
const BATCH = 8_192;
const WARM_QUERIES = 1_000;
const COLD_QUERIES = 60;

/** One owner with very many chunks, brought in past the pipeline, which would take its time. */
export async function millionPart(
  lab: RetrievalLab,
  chunks: number,
  say: (line: string) => void,
): Promise<Row[]> {
  await lab.open();
  await fill(lab, chunks, say);
  await lab.pool.query('VACUUM ANALYZE posting, chunk');
  const [cold, warm] = [await coldTimes(lab), await warmTimes(lab)];
  const what = `${chunks.toLocaleString('en-US')} chunks, search of 2 to 8 words`;
  const row = (name: string, measured: number, goal?: number): Row => ({
    ...{ what: `${what}, ${name}`, measured, unit: 'ms' },
    ...(goal !== undefined && { goal: atMost(goal) }),
  });
  return [
    row('p50', percentile(warm, 0.5)),
    row('p99', percentile(warm, 0.99), 150),
    row('first after a restart of Postgres, p50', percentile(cold, 0.5)),
    {
      ...row('first after a restart of Postgres, p99', percentile(cold, 0.99), 150),
      note: `${cold.length} restarts`,
    },
  ];
}

async function fill(lab: RetrievalLab, chunks: number, say: (line: string) => void): Promise<void> {
  const texts = new SyntheticTexts();
  const index = lab.get(SearchIndex);
  const corpusId = await index.ensure(lab.owner);
  for (let done = 0; done < chunks; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, chunks - done) }, () => texts.chunk());
    const client = await lab.pool.connect();
    try {
      const first = await index.add(
        client,
        corpusId,
        batch.map(({ terms }) => terms),
      );
      await insertChunks(lab, client, corpusId, first, batch);
    } finally {
      client.release();
    }
    if ((done / BATCH) % 20 === 0) say(`million: ${done} chunks`);
  }
}

async function insertChunks(
  { owner }: RetrievalLab,
  client: Pick<Pool, 'query'>,
  corpusId: number,
  first: number,
  batch: SyntheticChunk[],
): Promise<void> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO document (id, org_id, user_id, title, filename, content_type, size, sha256, storage_key, status, progress, chunk_count)
     VALUES ($1::uuid, $2, $3, 'Synthetic', 'synthetic.txt', 'text/plain', 0, '', $1::uuid::text, 'ready', 1, $4)`,
    [id, owner.orgId, owner.userId, batch.length],
  );
  await client.query(
    `INSERT INTO chunk (document_id, org_id, user_id, corpus_id, number, position, text, char_start, char_end, term_count)
     SELECT $1, $2, $3, $4, $5 + n - 1, n - 1, text, 0, 0, term_count FROM unnest($6::text[], $7::int[]) WITH ORDINALITY AS c (text, term_count, n)`,
    [
      ...[id, owner.orgId, owner.userId, corpusId, first],
      ...[batch.map(({ text }) => text), batch.map(({ terms }) => terms.length)],
    ],
  );
}

async function warmTimes(lab: RetrievalLab): Promise<number[]> {
  const queries = new SyntheticTexts(7);
  const times: number[] = [];
  for (let asked = 0; asked < WARM_QUERIES * 1.2; asked += 1) times.push(await timeOf(lab, queries.query()));
  return times.slice(-WARM_QUERIES);
}

async function coldTimes(lab: RetrievalLab): Promise<number[]> {
  const queries = new SyntheticTexts(11);
  const times: number[] = [];
  for (let asked = 0; asked < COLD_QUERIES; asked += 1) {
    await lab.restart();
    await lab.open();
    times.push(await timeOf(lab, queries.query()));
  }
  return times;
}

async function timeOf(lab: RetrievalLab, query: string): Promise<number> {
  const began = performance.now();
  await lab.get(SearchService).search(lab.owner, query, { limit: 10 });
  return performance.now() - began;
}
