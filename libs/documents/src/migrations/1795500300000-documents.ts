import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Documents1795500300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DOCUMENT);
    await runner.query(TEXT);
    await runner.query(CHUNK);
    await runner.query(INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE posting, chunk, corpus, document_text, stray_object, document');
  }
}

const DOCUMENT = `
CREATE TABLE document (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  user_id uuid,
  title text NOT NULL,
  description text NOT NULL DEFAULT '',
  filename text COLLATE "C" NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  storage_key text NOT NULL,
  status text NOT NULL DEFAULT 'queued',
  error text,
  error_reason text,
  progress double precision NOT NULL DEFAULT 0,
  chunk_count integer NOT NULL DEFAULT 0,
  page_count integer,
  text_length integer NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX document_newest ON document (org_id, user_id, created_at, id);
CREATE INDEX document_by_filename ON document (org_id, user_id, filename, id);
CREATE INDEX document_due ON document (due_at) WHERE status IN ('queued', 'ingesting');

-- Bytes that no document owns: an upload under way or broken off, a document just deleted. The sweep removes them.
CREATE TABLE stray_object (
  storage_key text PRIMARY KEY,
  remove_after timestamptz NOT NULL
);
CREATE INDEX stray_object_due ON stray_object (remove_after);
`;

const TEXT = `
-- The extracted text in pieces of bounded size, one page at most in each, which joined in order are the whole.
CREATE TABLE document_text (
  document_id uuid NOT NULL REFERENCES document ON DELETE CASCADE,
  char_start integer NOT NULL,
  char_end integer NOT NULL,
  page integer,
  text text NOT NULL,
  PRIMARY KEY (document_id, char_start)
);
`;

const CHUNK = `
CREATE TABLE chunk (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id uuid NOT NULL,
  org_id uuid NOT NULL,
  user_id uuid,
  corpus_id integer NOT NULL,
  number integer NOT NULL,
  position integer NOT NULL,
  text text NOT NULL,
  char_start integer NOT NULL,
  char_end integer NOT NULL,
  page integer,
  headings text[] NOT NULL DEFAULT '{}',
  term_count integer NOT NULL,
  CONSTRAINT chunk_position UNIQUE (document_id, position),
  CONSTRAINT chunk_document FOREIGN KEY (document_id) REFERENCES document ON DELETE CASCADE
);
CREATE INDEX chunk_span ON chunk (document_id, char_start);
CREATE UNIQUE INDEX chunk_number ON chunk (corpus_id, number);
`;

const INDEX = `
-- One row for each owner: the collection its term statistics are about.
CREATE TABLE corpus (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id uuid NOT NULL,
  user_id uuid,
  chunk_count integer NOT NULL DEFAULT 0,
  term_count bigint NOT NULL DEFAULT 0,
  next_number integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX corpus_owner ON corpus (org_id, coalesce(user_id, org_id));

-- Where a term occurs among the 8,192 chunks of one bucket, four bytes an occurrence (see postings.ts).
CREATE TABLE posting (
  corpus_id integer NOT NULL,
  term text COLLATE "C" NOT NULL,
  bucket integer NOT NULL,
  entries bytea NOT NULL,
  PRIMARY KEY (corpus_id, term, bucket)
) WITH (fillfactor = 70, toast_tuple_target = 8160);
ALTER TABLE posting ALTER COLUMN entries SET STORAGE EXTERNAL;
CREATE INDEX posting_bucket ON posting (corpus_id, bucket);
`;
