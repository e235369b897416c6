import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sign-in code is worth what the session is that made it, and no longer than that lives. */
export class SignInCodes1796070000001 implements MigrationInterface {
  name = 'SignInCodes1796070000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE user_session ADD COLUMN authenticated_at timestamptz NOT NULL DEFAULT now();
      UPDATE user_session SET authenticated_at = created_at;

      -- None of them has more than five minutes left.
      DELETE FROM sign_in_pin WHERE kind = 'code';
      ALTER TABLE sign_in_pin DROP COLUMN provider_id, ADD COLUMN session_id uuid,
        ADD CONSTRAINT sign_in_pin_session_id_fkey
          FOREIGN KEY (session_id) REFERENCES user_session (id) ON DELETE CASCADE,
        ADD CONSTRAINT sign_in_pin_session_check CHECK ((kind = 'code') = (session_id IS NOT NULL));
      CREATE INDEX sign_in_pin_session_idx ON sign_in_pin (session_id) WHERE session_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM sign_in_pin WHERE kind = 'code';
      ALTER TABLE sign_in_pin DROP COLUMN session_id, ADD COLUMN provider_id uuid,
        ADD CONSTRAINT sign_in_pin_provider_id_fkey
          FOREIGN KEY (provider_id) REFERENCES identity_provider (id) ON DELETE CASCADE;
      ALTER TABLE user_session DROP COLUMN authenticated_at;
    `);
  }
}
