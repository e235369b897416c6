import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Chains that begin later than they began, keys of signatures that follow one another. */
export class AuditRetention1796030000002 implements MigrationInterface {
  name = 'AuditRetention1796030000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(PRUNING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER audit_entry_keeps ON audit_entry;
      DROP TRIGGER audit_checkpoint_keeps ON audit_checkpoint;
      DROP TRIGGER audit_checkpoint_prunes ON audit_checkpoint;
      CREATE TRIGGER audit_entry_keeps BEFORE DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      CREATE TRIGGER audit_checkpoint_keeps BEFORE UPDATE OR DELETE ON audit_checkpoint
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
      DROP TABLE audit_beginning;
      DROP FUNCTION audit_allow_pruning, audit_allow_beginning;
      ALTER TABLE audit_chain DROP COLUMN exported_seq;
      UPDATE audit_key SET secret = '' WHERE secret IS NULL;
      ALTER TABLE audit_key ALTER COLUMN secret SET NOT NULL, DROP COLUMN retired_at`);
  }
}

const TABLES = `
ALTER TABLE audit_key ALTER COLUMN secret DROP NOT NULL, ADD COLUMN retired_at timestamptz;
ALTER TABLE audit_chain ADD COLUMN exported_seq bigint NOT NULL DEFAULT 0;
CREATE TABLE audit_beginning (
  chain_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  key_id text NOT NULL,
  signature text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT audit_beginning_pkey PRIMARY KEY (chain_id)
);
`;

/** What lies before a chain's beginning may go, and nothing else. A beginning lies at a checkpoint, and moves forward only. */
const PRUNING = `
CREATE FUNCTION audit_allow_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM audit_beginning WHERE chain_id = OLD.chain_id AND seq >= OLD.seq) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_allow_beginning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM audit_checkpoint WHERE (chain_id, seq, hash) = (NEW.chain_id, NEW.seq, NEW.hash))
    AND (TG_OP = 'INSERT' OR (NEW.chain_id = OLD.chain_id AND NEW.seq > OLD.seq))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER audit_entry_keeps ON audit_entry;
CREATE TRIGGER audit_entry_keeps BEFORE DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_allow_pruning();
DROP TRIGGER audit_checkpoint_keeps ON audit_checkpoint;
CREATE TRIGGER audit_checkpoint_keeps BEFORE UPDATE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_checkpoint_prunes BEFORE DELETE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION audit_allow_pruning();
CREATE TRIGGER audit_beginning_moves BEFORE INSERT OR UPDATE ON audit_beginning
  FOR EACH ROW EXECUTE FUNCTION audit_allow_beginning();
CREATE TRIGGER audit_beginning_keeps BEFORE DELETE ON audit_beginning
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_beginning_stays BEFORE TRUNCATE ON audit_beginning
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
`;
