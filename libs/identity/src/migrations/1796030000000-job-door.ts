import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The password door of the job surface, and links that show one thing to whoever has them. */
export class JobDoor1796030000000 implements MigrationInterface {
  name = 'JobDoor1796030000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KINDS);
    await runner.query(DOOR);
    await runner.query(SHARES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE share_token, job_door_attempt, job_door');
    await runner.query(`
      DELETE FROM user_session WHERE kind = 'jobs';
      DELETE FROM app_user WHERE kind = 'door';
      ALTER TABLE user_session
        DROP CONSTRAINT user_session_kind_check,
        DROP CONSTRAINT user_session_token_check,
        ADD CONSTRAINT user_session_kind_check CHECK (kind IN ('platform', 'steps', 'plan')),
        ADD CONSTRAINT user_session_token_check CHECK ((kind = 'plan') = (token_hash IS NOT NULL));
      DROP INDEX app_user_door_key;
      ALTER TABLE app_user
        DROP CONSTRAINT app_user_kind_check,
        ADD CONSTRAINT app_user_kind_check CHECK (kind IN ('person', 'anonymous', 'service'))`);
  }
}

/** The names of the door's account are such as nobody can register. */
const KINDS = `
ALTER TABLE app_user
  DROP CONSTRAINT app_user_kind_check,
  ADD CONSTRAINT app_user_kind_check CHECK (kind IN ('person', 'anonymous', 'service', 'door'));
CREATE UNIQUE INDEX app_user_door_key ON app_user (kind) WHERE kind = 'door';
INSERT INTO app_user (kind, username, email, name) VALUES ('door', 'job:door', 'job:door@muster.invalid', 'Job API');
ALTER TABLE user_session
  DROP CONSTRAINT user_session_kind_check,
  DROP CONSTRAINT user_session_token_check,
  ADD CONSTRAINT user_session_kind_check CHECK (kind IN ('platform', 'steps', 'plan', 'jobs')),
  ADD CONSTRAINT user_session_token_check CHECK ((kind IN ('plan', 'jobs')) = (token_hash IS NOT NULL));
`;

const DOOR = `
CREATE TABLE job_door (
  id smallint NOT NULL DEFAULT 1,
  password_hash text,
  org_id uuid,
  CONSTRAINT job_door_pkey PRIMARY KEY (id),
  CONSTRAINT job_door_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE SET NULL,
  CONSTRAINT job_door_id_check CHECK (id = 1)
);
INSERT INTO job_door DEFAULT VALUES;

CREATE TABLE job_door_attempt (
  address text NOT NULL,
  failures timestamptz[] NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT job_door_attempt_pkey PRIMARY KEY (address)
);
CREATE INDEX job_door_attempt_expires_idx ON job_door_attempt (expires_at);
`;

const SHARES = `
CREATE TABLE share_token (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  resource_type text NOT NULL,
  resource_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT share_token_pkey PRIMARY KEY (id),
  CONSTRAINT share_token_token_hash_key UNIQUE (token_hash),
  CONSTRAINT share_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  CONSTRAINT share_token_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX share_token_resource_idx ON share_token (org_id, resource_type, resource_id, created_at, id)
  WHERE revoked_at IS NULL;
CREATE INDEX share_token_expires_idx ON share_token (expires_at);
`;
