import { MigrationInterface, QueryRunner } from 'typeorm';

export class Runs1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE worker (
        id uuid PRIMARY KEY,
        host text NOT NULL,
        pid int NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        lease_until timestamptz NOT NULL
      );

      -- Rows change several times in their short life: room on the page keeps those updates off the indexes.
      CREATE TABLE run (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        program text NOT NULL,
        program_version int NOT NULL,
        title text NOT NULL DEFAULT '',
        status text NOT NULL CHECK (status IN ('queued','running','waiting','paused','succeeded','failed','cancelled')),
        waiting_for text CHECK (waiting_for IN ('approval','input','child','timer','budget')),
        wait_topics text[] NOT NULL DEFAULT '{}',
        wake_at timestamptz,
        input jsonb NOT NULL,
        state jsonb NOT NULL DEFAULT '{}',
        output jsonb,
        error jsonb,
        model text,
        parent_id uuid REFERENCES run (id) ON DELETE CASCADE,
        ancestry uuid[] NOT NULL,
        attempt int NOT NULL DEFAULT 0,
        worker_id uuid,
        wakes int NOT NULL DEFAULT 1,
        inbox int NOT NULL DEFAULT 0,
        retries int NOT NULL DEFAULT 0,
        step_count int NOT NULL DEFAULT 0,
        event_seq int NOT NULL DEFAULT 0,
        budget_usd numeric,
        spent_usd numeric NOT NULL DEFAULT 0,
        forked_from jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        queued_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 60);
      CREATE INDEX run_by_user ON run (org_id, user_id, created_at DESC, id DESC);
      CREATE INDEX run_by_org ON run (org_id, created_at DESC, id DESC);
      CREATE INDEX run_by_user_program ON run (user_id, program, created_at DESC, id DESC);
      CREATE INDEX run_queued ON run (queued_at) WHERE status = 'queued';
      CREATE INDEX run_held ON run (worker_id) WHERE status = 'running';
      CREATE INDEX run_timers ON run (wake_at) WHERE status = 'waiting' AND wake_at IS NOT NULL;
      CREATE INDEX run_children ON run (parent_id) WHERE parent_id IS NOT NULL;
      CREATE INDEX run_tree ON run USING gin (ancestry) WHERE parent_id IS NOT NULL;

      CREATE TABLE run_step (
        run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        key text NOT NULL,
        seq int NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        status text NOT NULL CHECK (status IN ('started','done','failed')),
        attempt int NOT NULL,
        input jsonb,
        output jsonb,
        error jsonb,
        cost_usd numeric NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (run_id, key)
      );

      CREATE TABLE run_event (
        run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        seq int NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        type text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (run_id, seq)
      );
      CREATE INDEX run_event_feed ON run_event (org_id, xid, id);

      CREATE TABLE run_signal (
        run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        seq int NOT NULL,
        topic text NOT NULL,
        payload jsonb NOT NULL,
        consumed_by text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, seq)
      );

      CREATE TABLE approval (
        id uuid PRIMARY KEY,
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        step_key text NOT NULL,
        action text NOT NULL,
        args jsonb NOT NULL,
        args_hash text NOT NULL,
        diff text,
        status text NOT NULL CHECK (status IN ('pending','approved','rejected','cancelled')),
        note text,
        decided_by uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        UNIQUE (run_id, step_key)
      );
      CREATE INDEX approval_by_user ON approval (org_id, user_id, created_at DESC, id);

      -- One row per model call under way in a tree with a budget; what it may cost at worst.
      CREATE TABLE budget_hold (
        run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        step_key text NOT NULL,
        payer_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        usd numeric NOT NULL,
        PRIMARY KEY (run_id, step_key, payer_id)
      );
      CREATE INDEX budget_hold_by_payer ON budget_hold (payer_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE budget_hold, approval, run_signal, run_event, run_step, run, worker');
  }
}
