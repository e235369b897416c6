import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Identity providers of organizations, whom they vouched for, sign-ins on their way, and sessions that came of them. */
export class SingleSignOn1796000010000 implements MigrationInterface {
  name = 'SingleSignOn1796000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROVIDERS);
    await runner.query(PEOPLE);
    await runner.query(WAYS);
    await runner.query(SESSIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sign_in_pin DROP COLUMN provider_id;
      ALTER TABLE user_session DROP COLUMN provider_id;
      DROP TABLE sso_code, sso_login, external_identity, identity_provider`);
  }
}

const PROVIDERS = `
CREATE TABLE identity_provider (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  client_secret text,
  scopes text[] NOT NULL,
  email_claim text NOT NULL,
  name_claim text NOT NULL,
  groups_claim text,
  default_role text,
  mail_domains text[] NOT NULL,
  trusts_mfa boolean NOT NULL DEFAULT false,
  enabled boolean NOT NULL DEFAULT true,
  logout_url text,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT identity_provider_pkey PRIMARY KEY (id),
  CONSTRAINT identity_provider_slug_key UNIQUE (slug),
  CONSTRAINT identity_provider_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT identity_provider_default_role_check CHECK (default_role IN ('viewer', 'operator', 'admin'))
);
CREATE INDEX identity_provider_org_idx ON identity_provider (org_id, created_at, id);
`;

/** Whoever leaves the organization leaves the identities that it knew them by. */
const PEOPLE = `
CREATE TABLE external_identity (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL,
  last_used_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT external_identity_pkey PRIMARY KEY (id),
  CONSTRAINT external_identity_subject_key UNIQUE (org_id, issuer, subject),
  CONSTRAINT external_identity_membership_fkey FOREIGN KEY (user_id, org_id)
    REFERENCES membership (user_id, org_id) ON DELETE CASCADE
);
CREATE INDEX external_identity_user_idx ON external_identity (user_id, org_id);
`;

const WAYS = `
CREATE TABLE sso_login (
  state_hash bytea NOT NULL,
  provider_id uuid NOT NULL,
  return_to text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT sso_login_pkey PRIMARY KEY (state_hash),
  CONSTRAINT sso_login_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES identity_provider (id) ON DELETE CASCADE
);
CREATE INDEX sso_login_expires_idx ON sso_login (expires_at);

CREATE TABLE sso_code (
  code_hash bytea NOT NULL,
  provider_id uuid NOT NULL,
  user_id uuid NOT NULL,
  mfa boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT sso_code_pkey PRIMARY KEY (code_hash),
  CONSTRAINT sso_code_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES identity_provider (id) ON DELETE CASCADE,
  CONSTRAINT sso_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX sso_code_expires_idx ON sso_code (expires_at);
`;

const SESSIONS = `
ALTER TABLE user_session
  ADD COLUMN provider_id uuid,
  ADD CONSTRAINT user_session_provider_id_fkey FOREIGN KEY (provider_id)
    REFERENCES identity_provider (id) ON DELETE CASCADE;
CREATE INDEX user_session_provider_idx ON user_session (provider_id) WHERE provider_id IS NOT NULL;
ALTER TABLE sign_in_pin
  ADD COLUMN provider_id uuid,
  ADD CONSTRAINT sign_in_pin_provider_id_fkey FOREIGN KEY (provider_id)
    REFERENCES identity_provider (id) ON DELETE CASCADE;
`;
