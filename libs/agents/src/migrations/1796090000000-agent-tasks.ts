import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What organizations want done by their agents. */
export class AgentTasks1796090000000 implements MigrationInterface {
  name = 'AgentTasks1796090000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TASKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE agent_task');
  }
}

const TASKS = `
CREATE TABLE agent_task (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  title text NOT NULL,
  description text,
  instructions text,
  status text NOT NULL,
  priority text NOT NULL,
  agent_id uuid,
  is_agent_named boolean NOT NULL DEFAULT false,
  assigned_by uuid NOT NULL,
  result jsonb,
  error text,
  output_files uuid[] NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}',
  deadline timestamptz(3),
  not_before timestamptz(3),
  started_at timestamptz(3),
  in_progress_since timestamptz(3),
  completed_at timestamptz(3),
  retry_count integer NOT NULL DEFAULT 0,
  max_retries integer NOT NULL,
  required_tools text[] NOT NULL DEFAULT '{}',
  progress_percent integer NOT NULL DEFAULT 0,
  actual_duration_seconds double precision,
  cost_tokens bigint NOT NULL DEFAULT 0,
  cost_usd numeric(18,9) NOT NULL DEFAULT 0,
  run_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT agent_task_pkey PRIMARY KEY (id),
  CONSTRAINT agent_task_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent (id),
  CONSTRAINT agent_task_status_check CHECK (status IN ('pending', 'queued', 'assigned', 'in_progress', 'review', 'completed', 'failed', 'cancelled')),
  CONSTRAINT agent_task_priority_check CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  CONSTRAINT agent_task_agent_check CHECK (agent_id IS NOT NULL OR status NOT IN ('assigned', 'in_progress', 'review')),
  CONSTRAINT agent_task_progress_check CHECK (progress_percent BETWEEN 0 AND 100)
);
CREATE INDEX agent_task_newest ON agent_task (org_id, created_at, id);
CREATE INDEX agent_task_by_status ON agent_task (org_id, status, created_at, id);
CREATE INDEX agent_task_by_priority ON agent_task (org_id, priority, created_at, id);
CREATE INDEX agent_task_by_agent ON agent_task (agent_id, created_at, id);
-- The order in which tasks are handed out.
CREATE INDEX agent_task_waiting ON agent_task
  (org_id, array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), created_at, id) WHERE status IN ('pending', 'queued');
CREATE INDEX agent_task_assigned ON agent_task
  (agent_id, array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), created_at, id) WHERE status = 'assigned';
CREATE INDEX agent_task_load ON agent_task (agent_id, status) WHERE status IN ('assigned', 'in_progress', 'review');
CREATE INDEX agent_task_run ON agent_task (run_id) WHERE status IN ('in_progress', 'review');
CREATE INDEX agent_task_due ON agent_task (deadline) WHERE status IN ('pending', 'queued', 'assigned');
CREATE INDEX agent_task_at_work ON agent_task (in_progress_since) WHERE status = 'in_progress';
`;
