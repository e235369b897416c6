import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several keys of access tokens at a time; invite codes that are told once. */
export class KeysAtRest1796030000001 implements MigrationInterface {
  name = 'KeysAtRest1796030000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEYS);
    await runner.query(INVITES);
  }

  /** Codes cannot be had again: those that are open end. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invite_code ADD COLUMN code text;
      UPDATE invite_code SET code = id::text, expires_at = least(expires_at, now());
      ALTER TABLE invite_code
        DROP CONSTRAINT invite_code_code_hash_key, DROP COLUMN code_hash, DROP COLUMN code_prefix,
        ALTER COLUMN code SET NOT NULL, ADD CONSTRAINT invite_code_code_key UNIQUE (code)`);
    await runner.query(`
      DELETE FROM signing_key WHERE expires_at IS NOT NULL;
      DROP INDEX signing_key_current_key;
      ALTER TABLE signing_key
        DROP CONSTRAINT signing_key_pkey, DROP COLUMN id, DROP COLUMN signs_from, DROP COLUMN expires_at,
        ADD CONSTRAINT signing_key_pkey PRIMARY KEY (purpose)`);
  }
}

const KEYS = `
ALTER TABLE signing_key
  DROP CONSTRAINT signing_key_pkey,
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN expires_at timestamptz,
  ADD CONSTRAINT signing_key_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX signing_key_current_key ON signing_key (purpose) WHERE expires_at IS NULL;
`;

const INVITES = `
ALTER TABLE invite_code ADD COLUMN code_hash bytea, ADD COLUMN code_prefix text;
UPDATE invite_code SET code_hash = sha256(convert_to(code, 'UTF8')), code_prefix = left(code, 4);
ALTER TABLE invite_code
  DROP CONSTRAINT invite_code_code_key,
  DROP COLUMN code,
  ALTER COLUMN code_hash SET NOT NULL,
  ALTER COLUMN code_prefix SET NOT NULL,
  ADD CONSTRAINT invite_code_code_hash_key UNIQUE (code_hash);
`;
