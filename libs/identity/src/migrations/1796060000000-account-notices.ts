import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many mails people were sent of late about changes of how they get in. */
export class AccountNotices1796060000000 implements MigrationInterface {
  name = 'AccountNotices1796060000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_notice (
        user_id uuid NOT NULL,
        kind text NOT NULL,
        count integer NOT NULL,
        since timestamptz NOT NULL,
        CONSTRAINT account_notice_pkey PRIMARY KEY (user_id, kind),
        CONSTRAINT account_notice_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
        CONSTRAINT account_notice_kind_check
          CHECK (kind IN ('password', 'email', 'mfa_on', 'mfa_off', 'backup_code', 'api_key', 'sign_in'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_notice');
  }
}
