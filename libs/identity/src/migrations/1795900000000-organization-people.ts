import type { MigrationInterface, QueryRunner } from 'typeorm';

/** PINs, invitations by mail, owners, mail domains whose people join by themselves. */
export class OrganizationPeople1795900000000 implements MigrationInterface {
  name = 'OrganizationPeople1795900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(INVITES);
    await runner.query(PINS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_pin, organization_invite');
    await runner.query(`
      ALTER TABLE membership DROP COLUMN owner, DROP COLUMN preferences;
      ALTER TABLE organization DROP CONSTRAINT organization_email_domain_key, DROP COLUMN email_domain;
      ALTER TABLE app_user DROP COLUMN verified_email`);
  }
}

/** Whoever has been administrator for longest is taken for the owner. */
const COLUMNS = `
ALTER TABLE app_user ADD COLUMN verified_email text;
ALTER TABLE organization
  ADD COLUMN email_domain text,
  ADD CONSTRAINT organization_email_domain_key UNIQUE (email_domain);
ALTER TABLE membership
  ADD COLUMN owner boolean NOT NULL DEFAULT false,
  ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';
UPDATE membership SET owner = true WHERE (user_id, org_id) IN (
  SELECT DISTINCT ON (org_id) user_id, org_id FROM membership WHERE role = 'admin'
  ORDER BY org_id, created_at, user_id
);
`;

const INVITES = `
CREATE TABLE organization_invite (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  inviter_id uuid NOT NULL,
  invitee_id uuid,
  accepted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_invite_pkey PRIMARY KEY (id),
  CONSTRAINT organization_invite_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT organization_invite_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer'))
);
CREATE UNIQUE INDEX organization_invite_open_key ON organization_invite (email, org_id) WHERE accepted_at IS NULL;
CREATE INDEX organization_invite_org_idx ON organization_invite (org_id, created_at, id);
`;

const PINS = `
CREATE TABLE sign_in_pin (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  email text NOT NULL,
  user_id uuid,
  org_id uuid,
  digest bytea NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT sign_in_pin_pkey PRIMARY KEY (id),
  CONSTRAINT sign_in_pin_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  CONSTRAINT sign_in_pin_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT sign_in_pin_kind_check CHECK (kind IN ('mail', 'code'))
);
CREATE INDEX sign_in_pin_email_idx ON sign_in_pin (email, kind, created_at);
CREATE INDEX sign_in_pin_code_idx ON sign_in_pin (expires_at) WHERE kind = 'code' AND used_at IS NULL;
CREATE INDEX sign_in_pin_created_idx ON sign_in_pin (created_at);
`;
