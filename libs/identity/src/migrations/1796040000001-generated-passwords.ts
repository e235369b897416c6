import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A generated password lapses unless another one is set. Those of before are left as they are. */
export class GeneratedPasswords1796040000001 implements MigrationInterface {
  name = 'GeneratedPasswords1796040000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE app_user ADD COLUMN password_expires_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE app_user DROP COLUMN password_expires_at');
  }
}
