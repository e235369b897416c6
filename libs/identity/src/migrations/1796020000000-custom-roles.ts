import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles that organizations make for themselves, since when people have theirs, and limits of single API keys. */
export class CustomRoles1796020000000 implements MigrationInterface {
  name = 'CustomRoles1796020000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLES);
    await runner.query(MEMBERSHIPS);
    await runner.query(GROUPS);
    await runner.query(KEYS);
    await runner.query(RULES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE security_config SET config = config #- '{mfa,requiredSince}';
      ALTER TABLE api_key DROP COLUMN rate_limit_per_minute;
      ALTER TABLE group_role DROP COLUMN custom_role_id;
      ALTER TABLE organization_invite DROP COLUMN custom_role_id;
      ALTER TABLE membership DROP COLUMN custom_role_id, DROP COLUMN role_since;
      DROP TABLE custom_role`);
  }
}

const ROLES = `
CREATE TABLE custom_role (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  description text NOT NULL DEFAULT '',
  base text NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT custom_role_pkey PRIMARY KEY (id),
  CONSTRAINT custom_role_name_key UNIQUE (org_id, name_key),
  CONSTRAINT custom_role_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT custom_role_base_check CHECK (base IN ('viewer', 'operator', 'admin'))
);
`;

const MEMBERSHIPS = `
ALTER TABLE membership
  ADD COLUMN custom_role_id uuid,
  ADD COLUMN role_since timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT membership_custom_role_id_fkey FOREIGN KEY (custom_role_id) REFERENCES custom_role (id),
  ADD CONSTRAINT membership_custom_owner_check CHECK (custom_role_id IS NULL OR NOT owner);
UPDATE membership SET role_since = created_at;
CREATE INDEX membership_custom_role_idx ON membership (custom_role_id) WHERE custom_role_id IS NOT NULL;

ALTER TABLE organization_invite
  ADD COLUMN custom_role_id uuid,
  ADD CONSTRAINT organization_invite_custom_role_id_fkey
    FOREIGN KEY (custom_role_id) REFERENCES custom_role (id) ON DELETE SET NULL;
CREATE INDEX organization_invite_custom_role_idx ON organization_invite (custom_role_id)
  WHERE custom_role_id IS NOT NULL;
`;

const GROUPS = `
ALTER TABLE group_role
  ADD COLUMN custom_role_id uuid,
  ADD CONSTRAINT group_role_custom_role_id_fkey FOREIGN KEY (custom_role_id) REFERENCES custom_role (id);
CREATE INDEX group_role_custom_role_idx ON group_role (custom_role_id) WHERE custom_role_id IS NOT NULL;
`;

const KEYS = `
ALTER TABLE api_key
  ADD COLUMN rate_limit_per_minute integer,
  ADD CONSTRAINT api_key_rate_limit_check CHECK (rate_limit_per_minute > 0);
`;

/** A rule that was written down before it was enforced begins to hold now. */
const RULES = `
UPDATE security_config SET config = jsonb_set(config, '{mfa,requiredSince}', (
  SELECT coalesce(jsonb_object_agg(role, now()), '{}') FROM jsonb_array_elements_text(config #> '{mfa,requiredRoles}') AS role
)) WHERE config #> '{mfa,requiredRoles}' IS NOT NULL;
`;
