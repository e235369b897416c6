import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workspaces, their files, the writes that were done, and bytes that no file owns. */
export class Workspaces1764000250000 implements MigrationInterface {
  name = 'Workspaces1764000250000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE workspace_stray, workspace_write, workspace_file, workspace');
  }
}

const TABLES = `
CREATE TABLE workspace (
  id uuid NOT NULL,
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT workspace_pkey PRIMARY KEY (id)
);

CREATE TABLE workspace_file (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL,
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  filename text COLLATE "C" NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  metadata jsonb NOT NULL,
  storage_key text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT workspace_file_pkey PRIMARY KEY (id),
  CONSTRAINT workspace_file_name_key UNIQUE (workspace_id, filename),
  CONSTRAINT workspace_file_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace (id) ON DELETE CASCADE
);

-- A write that named itself, so that repeating it changes nothing.
CREATE TABLE workspace_write (
  workspace_id uuid NOT NULL,
  key text NOT NULL,
  file_id uuid NOT NULL,
  CONSTRAINT workspace_write_pkey PRIMARY KEY (workspace_id, key),
  CONSTRAINT workspace_write_file_id_fkey FOREIGN KEY (file_id) REFERENCES workspace_file (id) ON DELETE CASCADE
);
CREATE INDEX workspace_write_file_idx ON workspace_write (file_id);

CREATE TABLE workspace_stray (
  storage_key text NOT NULL,
  remove_after timestamptz NOT NULL,
  CONSTRAINT workspace_stray_pkey PRIMARY KEY (storage_key)
);
CREATE INDEX workspace_stray_due_idx ON workspace_stray (remove_after);
`;
