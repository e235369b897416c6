import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Configured agents, and the machines of organizations that execute tasks of agents. */
export class Agents1796050000000 implements MigrationInterface {
  name = 'Agents1796050000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WORKERS);
    await runner.query(AGENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE agent, agent_worker');
  }
}

const WORKERS = `
-- Not \`worker\`, which holds the leases of the processes that execute runs.
CREATE TABLE agent_worker (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  name text NOT NULL,
  hostname text NOT NULL,
  ip_address text NOT NULL,
  status text NOT NULL,
  is_approved boolean NOT NULL,
  group_name text,
  max_agents integer NOT NULL,
  cpu_cores integer NOT NULL DEFAULT 0,
  memory_total_mb integer NOT NULL DEFAULT 0,
  cpu_usage_percent double precision NOT NULL DEFAULT 0,
  memory_usage_percent double precision NOT NULL DEFAULT 0,
  disk_usage_percent double precision NOT NULL DEFAULT 0,
  os_info jsonb NOT NULL DEFAULT '{}',
  capabilities jsonb NOT NULL DEFAULT '{}',
  version text,
  docker_version text,
  registered_by uuid NOT NULL,
  last_heartbeat_at timestamptz(3),
  silent_since timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT agent_worker_pkey PRIMARY KEY (id),
  CONSTRAINT agent_worker_name_key UNIQUE (org_id, name),
  CONSTRAINT agent_worker_status_check CHECK (status IN ('pending', 'online', 'offline', 'error', 'maintenance')),
  CONSTRAINT agent_worker_approval_check CHECK (CASE WHEN is_approved THEN status <> 'pending' ELSE status IN ('pending', 'offline') END),
  CONSTRAINT agent_worker_max_agents_check CHECK (max_agents > 0)
-- Every heartbeat changes a row, in no column of an index: with room on the page the indexes stay as they are.
) WITH (fillfactor = 70);
CREATE INDEX agent_worker_newest ON agent_worker (org_id, created_at, id);
CREATE INDEX agent_worker_alive ON agent_worker (id) WHERE status IN ('online', 'error', 'maintenance');
`;

const AGENTS = `
CREATE TABLE agent (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL,
  name text NOT NULL,
  description text,
  role text NOT NULL,
  status text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  llm_provider text NOT NULL,
  llm_model text NOT NULL,
  system_prompt text,
  temperature double precision NOT NULL,
  max_tokens integer NOT NULL,
  enabled_tools jsonb NOT NULL,
  max_concurrent_tasks integer NOT NULL,
  worker_id uuid,
  tags text[] NOT NULL DEFAULT '{}',
  autonomy_level text NOT NULL,
  tool_blacklist text[] NOT NULL DEFAULT '{}',
  risk_rules jsonb NOT NULL DEFAULT '{}',
  daily_budget_usd numeric(12,4) NOT NULL DEFAULT 0,
  max_tokens_per_task integer NOT NULL DEFAULT 0,
  tasks_completed integer NOT NULL DEFAULT 0,
  tasks_failed integer NOT NULL DEFAULT 0,
  failure_streak integer NOT NULL DEFAULT 0,
  total_task_seconds double precision NOT NULL DEFAULT 0,
  total_tokens_used bigint NOT NULL DEFAULT 0,
  total_cost_usd numeric(18,9) NOT NULL DEFAULT 0,
  last_active_at timestamptz(3),
  created_by uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  deleted_at timestamptz(3),
  CONSTRAINT agent_pkey PRIMARY KEY (id),
  CONSTRAINT agent_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES agent_worker (id),
  CONSTRAINT agent_status_check CHECK (status IN ('offline', 'idle', 'busy', 'error', 'paused', 'maintenance')),
  CONSTRAINT agent_autonomy_check CHECK (autonomy_level IN ('autonomous', 'cautious', 'supervised', 'read_only')),
  CONSTRAINT agent_activity_check CHECK (is_active OR status = 'offline'),
  CONSTRAINT agent_daily_budget_check CHECK (daily_budget_usd >= 0)
);
-- Whoever removes an agent gives its name free.
CREATE UNIQUE INDEX agent_name_key ON agent (org_id, name) WHERE deleted_at IS NULL;
CREATE INDEX agent_newest ON agent (org_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX agent_by_worker ON agent (worker_id) WHERE deleted_at IS NULL AND worker_id IS NOT NULL;
`;
