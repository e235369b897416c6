import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is mailed to people so that they can set a forgotten password or show that an address is theirs. */
export class AccountLinks1796030000003 implements MigrationInterface {
  name = 'AccountLinks1796030000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_link (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL,
        purpose text NOT NULL,
        email text NOT NULL,
        token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT account_link_pkey PRIMARY KEY (id),
        CONSTRAINT account_link_token_hash_key UNIQUE (token_hash),
        CONSTRAINT account_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
        CONSTRAINT account_link_purpose_check CHECK (purpose IN ('password_reset', 'email_confirmation'))
      );
      CREATE INDEX account_link_user_idx ON account_link (user_id, purpose, created_at);
      CREATE INDEX account_link_created_idx ON account_link (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_link');
  }
}
