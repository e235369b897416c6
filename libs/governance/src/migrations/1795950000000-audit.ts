import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit trail, and what keeps the database itself from changing it. */
export class Audit1795950000000 implements MigrationInterface {
  name = 'Audit1795950000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(APPEND_ONLY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_key, audit_intent, audit_checkpoint, audit_chain, audit_entry');
    await runner.query('DROP FUNCTION audit_refuse_change, audit_allow_sealing');
  }
}

const TABLES = `
CREATE TABLE audit_entry (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  chain_id uuid NOT NULL,
  seq bigint,
  hash bytea,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text,
  actor_type text NOT NULL,
  actor_id uuid,
  details jsonb,
  changes jsonb NOT NULL DEFAULT '{}',
  ip_address text,
  user_agent text,
  request_id text,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT audit_entry_pkey PRIMARY KEY (id),
  CONSTRAINT audit_entry_actor_type_check CHECK (actor_type IN ('user', 'agent', 'system', 'api_key')),
  CONSTRAINT audit_entry_sealed_check CHECK ((seq IS NULL) = (hash IS NULL))
);
CREATE UNIQUE INDEX audit_entry_seq_key ON audit_entry (chain_id, seq);
CREATE INDEX audit_entry_created_idx ON audit_entry (chain_id, created_at, id);
CREATE INDEX audit_entry_action_idx ON audit_entry (chain_id, action, created_at);
CREATE INDEX audit_entry_actor_idx ON audit_entry (chain_id, actor_id, created_at);
CREATE INDEX audit_entry_resource_idx ON audit_entry (chain_id, resource_type, resource_id, created_at);
CREATE INDEX audit_entry_unsealed_idx ON audit_entry (chain_id, created_at, id) WHERE seq IS NULL;

CREATE TABLE audit_chain (
  chain_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL,
  signed_seq bigint NOT NULL DEFAULT 0,
  signed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_chain_pkey PRIMARY KEY (chain_id)
);
CREATE INDEX audit_chain_unsigned_idx ON audit_chain (signed_at) WHERE seq > signed_seq;

CREATE TABLE audit_checkpoint (
  chain_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  key_id text NOT NULL,
  signature text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (chain_id, seq)
);

CREATE TABLE audit_intent (
  id uuid NOT NULL,
  entry jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_intent_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_intent_created_idx ON audit_intent (created_at);

CREATE TABLE audit_key (
  id text NOT NULL,
  public_key text NOT NULL,
  secret text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_key_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX audit_key_active_key ON audit_key (active) WHERE active;
`;

/** An entry may get its number and its link, once. */
const APPEND_ONLY = `
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_allow_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.seq IS NULL AND NEW.seq IS NOT NULL
    AND (NEW.id, NEW.chain_id, NEW.action, NEW.resource_type, NEW.resource_id, NEW.actor_type, NEW.actor_id,
         NEW.details, NEW.changes, NEW.ip_address, NEW.user_agent, NEW.request_id, NEW.created_at)
      IS NOT DISTINCT FROM
        (OLD.id, OLD.chain_id, OLD.action, OLD.resource_type, OLD.resource_id, OLD.actor_type, OLD.actor_id,
         OLD.details, OLD.changes, OLD.ip_address, OLD.user_agent, OLD.request_id, OLD.created_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entry_sealing BEFORE UPDATE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_allow_sealing();
CREATE TRIGGER audit_entry_keeps BEFORE DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_entry_stays BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_checkpoint_keeps BEFORE UPDATE OR DELETE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_checkpoint_stays BEFORE TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
`;
