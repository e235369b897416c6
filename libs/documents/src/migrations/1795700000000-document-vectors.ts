import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DocumentVectors1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SPACE);
    await runner.query(EMBEDDING);
    await runner.query(BLOCK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS chunk_vector');
    await runner.query('DROP TABLE vector_block, document_embedding, vector_space');
    await runner.query('DROP SEQUENCE embedding_attempt');
  }
}

const SPACE = `
-- Vectors can be compared with those of the same model and dimension only. The space last seen of a model is its present one.
CREATE TABLE vector_space (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model text NOT NULL,
  dimensions integer NOT NULL,
  -- Whether pgvector has these vectors too: no, filling (every writer writes there as well), yes (it has all of them).
  indexed text NOT NULL DEFAULT 'no',
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT vector_space_model UNIQUE (model, dimensions)
);
`;

const EMBEDDING = `
-- Fencing tokens, never used again: a row may go and come back with the contents of its document.
CREATE SEQUENCE embedding_attempt;

-- How far a document is embedded. Begins when all of its chunks are stored.
CREATE TABLE document_embedding (
  document_id uuid PRIMARY KEY REFERENCES document ON DELETE CASCADE,
  model text NOT NULL,
  space_id integer REFERENCES vector_space,
  status text NOT NULL DEFAULT 'waiting',
  done integer NOT NULL DEFAULT 0,
  attempt bigint NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX document_embedding_due ON document_embedding (due_at) WHERE status <> 'done';
CREATE INDEX document_embedding_space ON document_embedding (space_id, document_id) WHERE status = 'done';
`;

const BLOCK = `
-- The vectors of one batch of chunks of one document, packed (see quantized.ts). A block never changes: it comes and goes whole.
CREATE TABLE vector_block (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES document ON DELETE CASCADE,
  space_id integer NOT NULL REFERENCES vector_space,
  corpus_id integer NOT NULL,
  first_position integer NOT NULL,
  numbers integer[] NOT NULL,
  vectors bytea NOT NULL,
  CONSTRAINT vector_block_span UNIQUE (document_id, space_id, first_position)
) WITH (toast_tuple_target = 8160);
ALTER TABLE vector_block ALTER COLUMN vectors SET STORAGE EXTERNAL;
CREATE INDEX vector_block_corpus ON vector_block (corpus_id, space_id, id);
`;
