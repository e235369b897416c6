import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether somebody was let in at an address is asked at every sign-in. */
export class KnownAddresses1796040000000 implements MigrationInterface {
  name = 'KnownAddresses1796040000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX user_session_address_idx ON user_session (user_id, ip_address)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX user_session_address_idx');
  }
}
