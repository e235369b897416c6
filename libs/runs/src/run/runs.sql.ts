const NEW_RUN_COLUMNS = `id uuid, org_id uuid, user_id uuid, program text, program_version int, title text, status text,
  waiting_for text, wait_topics text[], input jsonb, state jsonb, model text, parent_id uuid, ancestry uuid[], budget_usd numeric`;

/** $1: new runs as a JSON array. A run and its first event stand or fall together. */
export const INSERT_RUNS_SQL = `
WITH added AS (
  INSERT INTO run (id, org_id, user_id, program, program_version, title, status, waiting_for, wait_topics, input, state,
    model, parent_id, ancestry, budget_usd, event_seq)
  SELECT id, org_id, user_id, program, program_version, title, status, waiting_for, wait_topics, input, state,
    model, parent_id, ancestry, budget_usd, 1
  FROM jsonb_to_recordset($1::jsonb) AS n(${NEW_RUN_COLUMNS})
  RETURNING *
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, 1, org_id, user_id, 'run.created',
    jsonb_build_object('program', program, 'title', title, 'status', status, 'parent_id', parent_id)
  FROM added
)
SELECT * FROM added`;

/**
 * A conditional change of status with its event, for runs named in $1.
 * $2 new status, $3 statuses it is allowed from, $4 event type, $5 event data.
 */
export const CHANGE_STATUS_SQL = `
WITH changed AS (
  UPDATE run SET status = $2, event_seq = event_seq + 1, updated_at = now(), waiting_for = NULL, wait_topics = '{}', wake_at = NULL,
    wakes = wakes + ($2 = 'queued')::int,
    queued_at = CASE WHEN $2 = 'queued' THEN now() ELSE queued_at END,
    finished_at = CASE WHEN $2 = 'cancelled' THEN now() ELSE finished_at END
  WHERE id = ANY ($1::uuid[]) AND status = ANY ($3::text[])
  RETURNING *
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, $4, $5::jsonb FROM changed
)
SELECT * FROM changed`;

/**
 * Something said to a run that is not final: the signal, its event, and, where the run waits for it, the waking.
 * $1 run, $2 topic, $3 payload, $4 event type, $5 event data, $6 only if the run waits for exactly this,
 * $7 what becomes part of the run's visible state with it.
 */
export const SIGNAL_SQL = `
WITH target AS (
  SELECT id, (status = 'waiting' AND $2 = ANY (wait_topics)) AS wakes_up FROM run
  WHERE id = $1 AND status NOT IN ('succeeded', 'failed', 'cancelled')
    AND (NOT $6::boolean OR (status = 'waiting' AND $2 = ANY (wait_topics)))
  FOR UPDATE
), changed AS (
  UPDATE run r SET inbox = r.inbox + 1, state = r.state || coalesce($7::jsonb, '{}'), event_seq = r.event_seq + 1, updated_at = now(),
    status = CASE WHEN t.wakes_up THEN 'queued' ELSE r.status END,
    waiting_for = CASE WHEN t.wakes_up THEN NULL ELSE r.waiting_for END,
    wakes = r.wakes + t.wakes_up::int,
    queued_at = CASE WHEN t.wakes_up THEN now() ELSE r.queued_at END
  FROM target t WHERE r.id = t.id
  RETURNING r.*, t.wakes_up
), said AS (
  INSERT INTO run_signal (run_id, seq, topic, payload) SELECT id, inbox, $2, $3::jsonb FROM changed
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, $4, $5::jsonb FROM changed
)
SELECT * FROM changed`;
