import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions with refresh tokens, API keys, second factors, old passwords, the rules for all of them. */
export class Credentials1795800000000 implements MigrationInterface {
  name = 'Credentials1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(SESSIONS);
    await runner.query(KEYS);
    await runner.query(FACTORS);
    await runner.query(POLICY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE security_config, mfa_backup_code, mfa_factor, api_key, refresh_token, user_session, password_history',
    );
    await runner.query(
      'ALTER TABLE app_user DROP COLUMN active, DROP COLUMN mfa_enabled, DROP COLUMN updated_at',
    );
  }
}

const ACCOUNTS = `
ALTER TABLE app_user
  ADD COLUMN active boolean NOT NULL DEFAULT true,
  ADD COLUMN mfa_enabled boolean NOT NULL DEFAULT false,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
UPDATE app_user SET updated_at = coalesce(password_changed_at, created_at);

CREATE TABLE password_history (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT password_history_pkey PRIMARY KEY (id),
  CONSTRAINT password_history_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX password_history_user_idx ON password_history (user_id, created_at, id);
INSERT INTO password_history (user_id, password_hash, created_at)
SELECT id, password_hash, coalesce(password_changed_at, created_at) FROM app_user WHERE password_hash IS NOT NULL;
`;

const SESSIONS = `
CREATE TABLE user_session (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL,
  org_id uuid,
  kind text NOT NULL,
  token_hash bytea,
  ip_address text,
  user_agent text,
  mfa boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT user_session_pkey PRIMARY KEY (id),
  CONSTRAINT user_session_token_hash_key UNIQUE (token_hash),
  CONSTRAINT user_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  CONSTRAINT user_session_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT user_session_kind_check CHECK (kind IN ('platform', 'steps', 'plan')),
  CONSTRAINT user_session_token_check CHECK ((kind = 'plan') = (token_hash IS NOT NULL))
);
CREATE INDEX user_session_user_idx ON user_session (user_id, created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX user_session_org_idx ON user_session (org_id, created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX user_session_created_idx ON user_session (created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX user_session_expires_idx ON user_session (expires_at);

CREATE TABLE refresh_token (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  session_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT refresh_token_pkey PRIMARY KEY (id),
  CONSTRAINT refresh_token_token_hash_key UNIQUE (token_hash),
  CONSTRAINT refresh_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES user_session (id) ON DELETE CASCADE
);
CREATE INDEX refresh_token_session_idx ON refresh_token (session_id);
`;

const KEYS = `
CREATE TABLE api_key (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  key_prefix text NOT NULL,
  key_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT api_key_pkey PRIMARY KEY (id),
  CONSTRAINT api_key_key_hash_key UNIQUE (key_hash),
  CONSTRAINT api_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  CONSTRAINT api_key_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX api_key_user_idx ON api_key (user_id, org_id, created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX api_key_org_idx ON api_key (org_id, created_at, id) WHERE revoked_at IS NULL;
`;

const FACTORS = `
CREATE TABLE mfa_factor (
  user_id uuid NOT NULL,
  secret text NOT NULL,
  confirmed_at timestamptz,
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT mfa_factor_pkey PRIMARY KEY (user_id),
  CONSTRAINT mfa_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);

CREATE TABLE mfa_backup_code (
  user_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  CONSTRAINT mfa_backup_code_pkey PRIMARY KEY (user_id, code_hash),
  CONSTRAINT mfa_backup_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
`;

const POLICY = `
CREATE TABLE security_config (
  id smallint NOT NULL DEFAULT 1,
  config jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT security_config_pkey PRIMARY KEY (id),
  CONSTRAINT security_config_id_check CHECK (id = 1)
);
`;
