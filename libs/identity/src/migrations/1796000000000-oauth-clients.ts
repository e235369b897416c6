import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs that sign in for themselves: service accounts, their clients with secrets, the tokens they got. */
export class OAuthClients1796000000000 implements MigrationInterface {
  name = 'OAuthClients1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KINDS(`'person', 'anonymous', 'service'`));
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE oauth_access_token, oauth_client_secret, oauth_client');
    await runner.query(`DELETE FROM app_user WHERE kind = 'service'`);
    await runner.query(KINDS(`'person', 'anonymous'`));
  }
}

const KINDS = (kinds: string): string => `
ALTER TABLE app_user
  DROP CONSTRAINT app_user_kind_check,
  ADD CONSTRAINT app_user_kind_check CHECK (kind IN (${kinds}));
`;

const TABLES = `
CREATE TABLE oauth_client (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  scopes text[] NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  created_by uuid,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT oauth_client_pkey PRIMARY KEY (id),
  CONSTRAINT oauth_client_user_id_key UNIQUE (user_id),
  CONSTRAINT oauth_client_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT oauth_client_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX oauth_client_org_idx ON oauth_client (org_id, created_at, id);

CREATE TABLE oauth_client_secret (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  secret_prefix text NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT oauth_client_secret_pkey PRIMARY KEY (id),
  CONSTRAINT oauth_client_secret_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT oauth_client_secret_client_id_fkey FOREIGN KEY (client_id) REFERENCES oauth_client (id) ON DELETE CASCADE
);
CREATE INDEX oauth_client_secret_client_idx ON oauth_client_secret (client_id, created_at, id);

CREATE TABLE oauth_access_token (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL,
  secret_id uuid NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT oauth_access_token_pkey PRIMARY KEY (id),
  CONSTRAINT oauth_access_token_client_id_fkey FOREIGN KEY (client_id) REFERENCES oauth_client (id) ON DELETE CASCADE,
  CONSTRAINT oauth_access_token_secret_id_fkey FOREIGN KEY (secret_id) REFERENCES oauth_client_secret (id) ON DELETE CASCADE
);
CREATE INDEX oauth_access_token_client_idx ON oauth_access_token (client_id);
CREATE INDEX oauth_access_token_secret_idx ON oauth_access_token (secret_id);
CREATE INDEX oauth_access_token_expires_idx ON oauth_access_token (expires_at);
`;
