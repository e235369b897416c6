import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups of an organization's people, and which role a group's name stands for. */
export class Groups1796010000000 implements MigrationInterface {
  name = 'Groups1796010000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE group_role, group_member, org_group');
  }
}

const TABLES = `
CREATE TABLE org_group (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  display_name text NOT NULL,
  name_key text NOT NULL,
  external_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT org_group_pkey PRIMARY KEY (id),
  CONSTRAINT org_group_name_key UNIQUE (org_id, name_key),
  CONSTRAINT org_group_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX org_group_created_idx ON org_group (org_id, created_at, id);
CREATE INDEX org_group_external_idx ON org_group (org_id, external_id);

CREATE TABLE group_member (
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  org_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT group_member_pkey PRIMARY KEY (group_id, user_id),
  CONSTRAINT group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES org_group (id) ON DELETE CASCADE,
  CONSTRAINT group_member_membership_fkey FOREIGN KEY (user_id, org_id)
    REFERENCES membership (user_id, org_id) ON DELETE CASCADE
);
CREATE INDEX group_member_user_idx ON group_member (user_id, org_id);

CREATE TABLE group_role (
  org_id uuid NOT NULL,
  name_key text NOT NULL,
  group_name text NOT NULL,
  role text NOT NULL,
  CONSTRAINT group_role_pkey PRIMARY KEY (org_id, name_key),
  CONSTRAINT group_role_org_id_fkey FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
  CONSTRAINT group_role_role_check CHECK (role IN ('viewer', 'operator', 'admin'))
);
`;
