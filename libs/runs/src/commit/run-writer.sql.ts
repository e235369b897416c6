/**
 * One statement, hence one transaction: the conditional change of each run, its steps, its events and the
 * signals it took. $1 operations, $2 steps, $3 events, $4 consumed signals, each a JSON array.
 * Answers the runs whose condition held; what belongs to any other run is not written.
 */
export const COMMIT_SQL = `
WITH op AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS o(
    run_id uuid, attempt int, guard text[], events int, steps int, cost numeric, state jsonb, to_status text,
    waiting_for text, topics text[], wake_at timestamptz, output jsonb, error jsonb, inbox int, retry int)
), changed AS (
  UPDATE run r SET
    event_seq = r.event_seq + op.events,
    step_count = r.step_count + op.steps,
    spent_usd = r.spent_usd + op.cost,
    state = CASE WHEN op.state IS NULL THEN r.state ELSE r.state || op.state END,
    status = coalesce(op.to_status, r.status),
    waiting_for = CASE WHEN op.to_status IS NULL THEN r.waiting_for ELSE op.waiting_for END,
    wait_topics = CASE WHEN op.to_status IS NULL THEN r.wait_topics ELSE op.topics END,
    wake_at = CASE WHEN op.to_status IS NULL THEN r.wake_at ELSE op.wake_at END,
    worker_id = CASE WHEN op.to_status IS NULL THEN r.worker_id ELSE NULL END,
    wakes = r.wakes + (coalesce(op.to_status, '') = 'queued')::int,
    queued_at = CASE WHEN op.to_status = 'queued' THEN now() ELSE r.queued_at END,
    output = coalesce(op.output, r.output),
    error = coalesce(op.error, r.error),
    retries = CASE WHEN op.to_status IS NULL AND op.steps = 0 THEN r.retries ELSE r.retries * coalesce(op.retry, 0) + coalesce(op.retry, 0) END,
    finished_at = CASE WHEN op.to_status IN ('succeeded', 'failed', 'cancelled') THEN now() ELSE r.finished_at END,
    updated_at = now()
  FROM op
  WHERE r.id = op.run_id AND r.attempt = op.attempt AND r.status = ANY (op.guard)
    AND (op.inbox IS NULL OR r.inbox = op.inbox)
  RETURNING r.id, r.org_id, r.user_id, r.event_seq - op.events AS event_base, r.step_count - op.steps AS step_base
), written AS (
  INSERT INTO run_step (run_id, key, seq, kind, name, status, attempt, input, output, error, cost_usd, started_at, finished_at)
  SELECT s.run_id, s.key, c.step_base + s.n, s.kind, s.name, s.status, s.attempt, s.input, s.output, s.error, s.cost,
    s.started_at, s.finished_at
  FROM jsonb_to_recordset($2::jsonb) AS s(
    run_id uuid, n int, key text, kind text, name text, status text, attempt int, input jsonb, output jsonb, error jsonb,
    cost numeric, started_at timestamptz, finished_at timestamptz)
  JOIN changed c ON c.id = s.run_id
  ON CONFLICT (run_id, key) DO UPDATE SET status = excluded.status, attempt = excluded.attempt,
    input = coalesce(excluded.input, run_step.input), output = excluded.output, error = excluded.error,
    cost_usd = run_step.cost_usd + excluded.cost_usd, finished_at = excluded.finished_at
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT e.run_id, c.event_base + e.n, c.org_id, c.user_id, e.type, e.data
  FROM jsonb_to_recordset($3::jsonb) AS e(run_id uuid, n int, type text, data jsonb)
  JOIN changed c ON c.id = e.run_id
), taken AS (
  UPDATE run_signal g SET consumed_by = t.by
  FROM jsonb_to_recordset($4::jsonb) AS t(run_id uuid, seq int, by text)
  JOIN changed c ON c.id = t.run_id
  WHERE g.run_id = t.run_id AND g.seq = t.seq
)
SELECT id, org_id FROM changed`;
