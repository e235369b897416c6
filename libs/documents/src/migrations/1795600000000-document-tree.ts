import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DocumentTree1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DOCUMENT);
    await runner.query(REVISION);
    await runner.query(NODE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE node, document_revision');
    await runner.query(`
      ALTER TABLE chunk DROP node_position;
      DELETE FROM document_text USING document
        WHERE document.id = document_text.document_id AND document_text.revision <> document.revision;
      ALTER TABLE document_text DROP CONSTRAINT document_text_pkey;
      ALTER TABLE document_text DROP revision, ADD PRIMARY KEY (document_id, char_start);
      ALTER TABLE document DROP revision, DROP author, DROP ocr, DROP word_count, DROP node_count, DROP chapter_count, DROP section_count`);
  }
}

const DOCUMENT = `
ALTER TABLE document
  ADD revision integer NOT NULL DEFAULT 1,
  ADD author text,
  ADD ocr boolean NOT NULL DEFAULT false,
  ADD word_count integer NOT NULL DEFAULT 0,
  ADD node_count integer NOT NULL DEFAULT 0,
  ADD chapter_count integer NOT NULL DEFAULT 1,
  ADD section_count integer NOT NULL DEFAULT 1;
ALTER TABLE document_text ADD revision integer NOT NULL DEFAULT 1;
ALTER TABLE document_text DROP CONSTRAINT document_text_pkey;
ALTER TABLE document_text ADD PRIMARY KEY (document_id, revision, char_start);
ALTER TABLE document_text ALTER revision DROP DEFAULT;
ALTER TABLE chunk ADD node_position integer;
`;

const REVISION = `
-- Every content a document has had, the current one included. Bytes, text and nodes of each are kept.
CREATE TABLE document_revision (
  document_id uuid NOT NULL,
  number integer NOT NULL,
  filename text COLLATE "C" NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  storage_key text NOT NULL,
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (document_id, number),
  CONSTRAINT document_revision_document FOREIGN KEY (document_id) REFERENCES document ON DELETE CASCADE
);
INSERT INTO document_revision (document_id, number, filename, content_type, size, sha256, storage_key, created_by, created_at)
SELECT id, 1, filename, content_type, size, sha256, storage_key, user_id, created_at FROM document;
`;

const NODE = `
-- The blocks of a document in order. A heading is also the chapter or section that begins with it.
CREATE TABLE node (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id uuid NOT NULL,
  revision integer NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  level smallint,
  title text,
  char_start integer NOT NULL,
  char_end integer NOT NULL,
  page integer,
  CONSTRAINT node_position UNIQUE (document_id, revision, position),
  CONSTRAINT node_document FOREIGN KEY (document_id) REFERENCES document ON DELETE CASCADE
);
CREATE INDEX node_heading ON node (document_id, revision, position) WHERE kind = 'heading';
`;
