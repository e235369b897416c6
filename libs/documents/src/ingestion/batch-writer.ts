import type { PoolClient } from 'pg';
import type { SearchIndex } from '../search/search-index';
import type { Batch, NewChunk, NewText } from './batch';
import type { Claim } from './ingestion.store';
import type { NodeBatch } from './node-builder';

/** Stores text, nodes and chunks of a batch, and indexes the chunks. */
export async function writeBatch(
  client: PoolClient,
  index: SearchIndex,
  claim: Claim,
  batch: Batch,
): Promise<void> {
  if (batch.chunks.length > 0) {
    const terms = batch.chunks.map((chunk) => chunk.terms);
    const first = await index.add(client, claim.corpusId, terms);
    await insertChunks(client, claim, batch.chunks, first);
  }
  await insertTexts(client, claim, batch.texts);
  await insertNodes(client, claim, batch);
}

async function insertChunks(
  client: PoolClient,
  claim: Claim,
  chunks: NewChunk[],
  first: number,
): Promise<void> {
  await client.query({
    name: 'chunk-insert',
    text: `INSERT INTO chunk (document_id, org_id, user_id, corpus_id, number, position, text, char_start, char_end, page,
                              headings, term_count, node_position)
           SELECT $1, $2, $3, $4, $5 + n - 1, $6 + n - 1, text, char_start, char_end, page,
                  ARRAY(SELECT jsonb_array_elements_text(headings)), term_count, node_position
           FROM unnest($7::text[], $8::int[], $9::int[], $10::int[], $11::jsonb[], $12::int[], $13::int[]) WITH ORDINALITY
                AS c (text, char_start, char_end, page, headings, term_count, node_position, n)`,
    values: [
      ...[claim.id, claim.orgId, claim.userId, claim.corpusId, first, claim.chunkCount],
      chunks.map(({ text }) => text),
      chunks.map(({ start }) => start),
      chunks.map(({ end }) => end),
      chunks.map(({ page }) => page),
      chunks.map(({ headings }) => JSON.stringify(headings)),
      chunks.map(({ terms }) => terms.length),
      chunks.map(({ node }) => node),
    ],
  });
}

async function insertTexts(client: PoolClient, { id, revision }: Claim, texts: NewText[]): Promise<void> {
  if (texts.length === 0) return;
  await client.query({
    name: 'document-text-insert',
    text: `INSERT INTO document_text (document_id, revision, char_start, char_end, page, text)
           SELECT $1, $2, * FROM unnest($3::int[], $4::int[], $5::int[], $6::text[])`,
    values: [
      ...[id, revision],
      texts.map(({ start }) => start),
      texts.map(({ end }) => end),
      texts.map(({ page }) => page),
      texts.map(({ text }) => text),
    ],
  });
}

async function insertNodes(
  client: PoolClient,
  { id, revision }: Claim,
  { nodes, grown }: NodeBatch,
): Promise<void> {
  if (grown)
    await client.query({
      name: 'node-grow',
      text: 'UPDATE node SET char_end = $4 WHERE document_id = $1 AND revision = $2 AND position = $3',
      values: [id, revision, grown.position, grown.end],
    });
  if (nodes.length === 0) return;
  await client.query({
    name: 'node-insert',
    text: `INSERT INTO node (document_id, revision, position, kind, level, title, char_start, char_end, page)
           SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::smallint[], $6::text[], $7::int[], $8::int[], $9::int[])`,
    values: [
      ...[id, revision],
      nodes.map(({ position }) => position),
      nodes.map(({ kind }) => kind),
      nodes.map(({ level }) => level),
      nodes.map(({ title }) => title),
      nodes.map(({ start }) => start),
      nodes.map(({ end }) => end),
      nodes.map(({ page }) => page),
    ],
  });
}
