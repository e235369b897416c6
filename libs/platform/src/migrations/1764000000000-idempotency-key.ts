import { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyKey1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_key (
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        key text NOT NULL,
        route text NOT NULL,
        body_hash bytea NOT NULL,
        claim uuid NOT NULL UNIQUE,
        claimed_until timestamptz NOT NULL,
        status smallint,
        failed boolean NOT NULL DEFAULT false,
        response text,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, user_id, key)
      )`);
    await runner.query('CREATE INDEX idempotency_key_expires_at ON idempotency_key (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_key');
  }
}
