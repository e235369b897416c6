import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants, people, their roles, invitations, failed logins, the key of access tokens. */
export class Identity1764000100000 implements MigrationInterface {
  name = 'Identity1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(INSTALLATION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE signing_key, login_attempt, invite_code, membership, app_user, organization',
    );
  }
}

const TABLES = `
CREATE TABLE organization (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  slug text NOT NULL,
  kind text NOT NULL DEFAULT 'team',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_pkey PRIMARY KEY (id),
  CONSTRAINT organization_slug_key UNIQUE (slug),
  CONSTRAINT organization_kind_check CHECK (kind IN ('default', 'public', 'personal', 'team'))
);
CREATE UNIQUE INDEX organization_singleton_key ON organization (kind) WHERE kind IN ('default', 'public');

CREATE TABLE app_user (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL DEFAULT 'person',
  username text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text,
  password_policy text NOT NULL DEFAULT 'basic',
  password_changed_at timestamptz,
  token_generation integer NOT NULL DEFAULT 0,
  instance_admin boolean NOT NULL DEFAULT false,
  last_login_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT app_user_pkey PRIMARY KEY (id),
  CONSTRAINT app_user_username_key UNIQUE (username),
  CONSTRAINT app_user_email_key UNIQUE (email),
  CONSTRAINT app_user_username_check CHECK (username = lower(username)),
  CONSTRAINT app_user_kind_check CHECK (kind IN ('person', 'anonymous')),
  CONSTRAINT app_user_password_policy_check CHECK (password_policy IN ('basic', 'platform'))
);
CREATE UNIQUE INDEX app_user_anonymous_key ON app_user (kind) WHERE kind = 'anonymous';
CREATE INDEX app_user_created_idx ON app_user (created_at, id);

CREATE TABLE membership (
  user_id uuid NOT NULL,
  org_id uuid NOT NULL,
  role text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT membership_pkey PRIMARY KEY (user_id, org_id),
  CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  CONSTRAINT membership_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT membership_role_check CHECK (role IN ('viewer', 'operator', 'admin'))
);
CREATE INDEX membership_org_idx ON membership (org_id, created_at, user_id);

CREATE TABLE invite_code (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  code text NOT NULL,
  max_uses integer,
  uses integer NOT NULL DEFAULT 0,
  expires_at timestamptz,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT invite_code_pkey PRIMARY KEY (id),
  CONSTRAINT invite_code_code_key UNIQUE (code),
  CONSTRAINT invite_code_uses_check CHECK (uses >= 0 AND (max_uses IS NULL OR uses <= max_uses))
);
CREATE INDEX invite_code_created_idx ON invite_code (created_at, id);

CREATE TABLE login_attempt (
  login_hash bytea NOT NULL,
  failures integer NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT login_attempt_pkey PRIMARY KEY (login_hash)
);
CREATE INDEX login_attempt_expires_idx ON login_attempt (expires_at);

CREATE TABLE signing_key (
  purpose text NOT NULL,
  secret text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT signing_key_pkey PRIMARY KEY (purpose)
);
`;

/** What every installation has: its own organization, and the public workspace with the account that works in it. */
const INSTALLATION = `
WITH house AS (
  INSERT INTO organization (name, slug, kind)
  VALUES ('Default', 'default', 'default'), ('Public workspace', 'public', 'public')
  RETURNING id, kind
), anonymous AS (
  INSERT INTO app_user (kind, username, email, name)
  VALUES ('anonymous', 'anonymous', 'anonymous@muster.invalid', 'Anonymous')
  RETURNING id
)
INSERT INTO membership (user_id, org_id, role)
SELECT anonymous.id, house.id, 'operator' FROM anonymous, house WHERE house.kind = 'public'
`;
