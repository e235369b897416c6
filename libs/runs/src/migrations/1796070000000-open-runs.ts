import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose runs are not over: for those who may no longer work in their organization. */
export class OpenRuns1796070000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX run_open ON run (user_id, org_id) WHERE status IN ('queued', 'running', 'waiting', 'paused')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX run_open');
  }
}
