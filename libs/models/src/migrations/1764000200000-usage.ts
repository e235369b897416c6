import { MigrationInterface, QueryRunner } from 'typeorm';

export class Usage1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE usage_entry (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        run_id uuid,
        step_key text,
        provider text NOT NULL,
        model text NOT NULL,
        input_tokens integer NOT NULL,
        cached_input_tokens integer NOT NULL,
        output_tokens integer NOT NULL,
        estimated boolean NOT NULL,
        cost_usd numeric(18, 9) NOT NULL,
        priced boolean NOT NULL,
        duration_ms integer NOT NULL,
        tries integer NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('ok', 'failed', 'aborted')),
        reason text,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query('CREATE INDEX usage_entry_org ON usage_entry (org_id, created_at DESC, id DESC)');
    await runner.query(
      'CREATE INDEX usage_entry_user ON usage_entry (org_id, user_id, created_at DESC, id DESC)',
    );
    await runner.query(
      'CREATE INDEX usage_entry_run ON usage_entry (run_id, created_at DESC, id DESC) WHERE run_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_entry');
  }
}
