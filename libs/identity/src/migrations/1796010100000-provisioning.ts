import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Suspended memberships, and what an identity provider says of the people it provisions. */
export class Provisioning1796010100000 implements MigrationInterface {
  name = 'Provisioning1796010100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(PEOPLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE provisioned_user;
      ALTER TABLE membership DROP COLUMN suspended_at;
      ALTER TABLE app_user DROP COLUMN provisioned_by`);
  }
}

const COLUMNS = `
ALTER TABLE membership ADD COLUMN suspended_at timestamptz;
CREATE INDEX membership_suspended_idx ON membership (org_id, created_at, user_id) WHERE suspended_at IS NOT NULL;
ALTER TABLE app_user
  ADD COLUMN provisioned_by uuid,
  ADD CONSTRAINT app_user_provisioned_by_fkey FOREIGN KEY (provisioned_by)
    REFERENCES organization (id) ON DELETE SET NULL;
`;

const PEOPLE = `
CREATE TABLE provisioned_user (
  user_id uuid NOT NULL,
  org_id uuid NOT NULL,
  user_name text NOT NULL,
  user_name_key text NOT NULL,
  external_id text,
  name jsonb NOT NULL DEFAULT '{}',
  display_name text,
  emails jsonb NOT NULL DEFAULT '[]',
  email_keys text[] NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT provisioned_user_pkey PRIMARY KEY (user_id, org_id),
  CONSTRAINT provisioned_user_name_key UNIQUE (org_id, user_name_key),
  CONSTRAINT provisioned_user_membership_fkey FOREIGN KEY (user_id, org_id)
    REFERENCES membership (user_id, org_id) ON DELETE CASCADE
);
CREATE INDEX provisioned_user_external_idx ON provisioned_user (org_id, external_id);
CREATE INDEX provisioned_user_emails_idx ON provisioned_user USING gin (email_keys);
`;
