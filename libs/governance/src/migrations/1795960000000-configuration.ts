import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What administrators of the installation configure: settings, and which addresses are let in. */
export class Configuration1795960000000 implements MigrationInterface {
  name = 'Configuration1795960000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ip_rule, setting');
  }
}

const TABLES = `
CREATE TABLE setting (
  name text NOT NULL,
  value text NOT NULL DEFAULT '',
  secret text,
  updated_by uuid,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT setting_pkey PRIMARY KEY (name)
);

CREATE TABLE ip_rule (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  cidr text NOT NULL,
  action text NOT NULL,
  description text NOT NULL DEFAULT '',
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ip_rule_pkey PRIMARY KEY (id),
  CONSTRAINT ip_rule_cidr_key UNIQUE (cidr, action),
  CONSTRAINT ip_rule_action_check CHECK (action IN ('allow', 'deny'))
);
CREATE INDEX ip_rule_created_idx ON ip_rule (created_at, id);
`;
