import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox of mail. */
export class Delivery1764000400000 implements MigrationInterface {
  name = 'Delivery1764000400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAIL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mail');
  }
}

const MAIL = `
CREATE TABLE mail (
  id uuid NOT NULL,
  org_id uuid NOT NULL,
  user_id uuid NOT NULL,
  run_id uuid,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  status text NOT NULL DEFAULT 'queued',
  attempts integer NOT NULL DEFAULT 0,
  error text,
  message_id text,
  idempotency_key text,
  due_at timestamptz NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  CONSTRAINT mail_pkey PRIMARY KEY (id),
  CONSTRAINT mail_idempotency_key UNIQUE (org_id, user_id, idempotency_key),
  CONSTRAINT mail_status_check CHECK (status IN ('queued', 'sending', 'sent', 'failed'))
);
CREATE INDEX mail_due_idx ON mail (due_at) WHERE status IN ('queued', 'sending');
`;
