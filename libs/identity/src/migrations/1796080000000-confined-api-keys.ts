import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key that was made in a session of a provider reaches no further than that. Of those of before nobody knows. */
export class ConfinedApiKeys1796080000000 implements MigrationInterface {
  name = 'ConfinedApiKeys1796080000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key ADD COLUMN confined boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key DROP COLUMN confined');
  }
}
