import { z } from 'zod';
import { count, id, time } from '../catalog/fields';
import type { Page } from '@muster/platform';
import { type Approval, type Run, RUN_STATUSES, type Step, WAIT_REASONS } from '@muster/runs';

export const RUN_ID = id('Id of a run');

export const RunShape = z.object({
  id: id(),
  program: z.string(),
  title: z.string(),
  status: z.enum(RUN_STATUSES),
  waiting_for: z.enum(WAIT_REASONS).nullable(),
  error: z.string().nullable(),
  spent_usd: z.number().describe('By the run and everything below it'),
  budget_usd: z.number().nullable(),
  created_at: time(),
  finished_at: time().nullable(),
});

export const RunPageShape = z.object({ runs: z.array(RunShape), next_cursor: z.string().nullable() });

const StepShape = z.object({
  number: count(),
  key: z.string(),
  kind: z.string(),
  name: z.string(),
  status: z.enum(['started', 'done', 'failed']),
  error: z.string().nullable(),
  cost_usd: z.number(),
});

export const ApprovalShape = z.object({
  id: id(),
  run_id: id(),
  action: z.string(),
  arguments: z.unknown().describe('Exactly what would be done it with'),
  diff: z.string().nullable(),
  status: z.enum(['pending', 'approved', 'rejected', 'cancelled']),
  note: z.string().nullable(),
});

export const RunDetailShape = RunShape.extend({
  input: z.unknown(),
  output: z.unknown().describe('Null until the run has succeeded'),
  state: z.record(z.string(), z.unknown()).describe('What the program publishes about itself'),
  steps: z.array(StepShape).describe('Recorded so far, oldest first; of a long run only the first 100'),
  approvals: z.array(ApprovalShape).describe('What it waits for a person to decide'),
});

export const toRun = (run: Run): z.infer<typeof RunShape> => ({
  id: run.id,
  program: run.program,
  title: run.title,
  status: run.status,
  waiting_for: run.waitingFor,
  error: run.error?.message ?? null,
  spent_usd: run.spentUsd,
  budget_usd: run.budgetUsd,
  created_at: run.createdAt.toISOString(),
  finished_at: run.finishedAt?.toISOString() ?? null,
});

export const toRunPage = ({ items, nextCursor }: Page<Run>): z.infer<typeof RunPageShape> => ({
  runs: items.map(toRun),
  next_cursor: nextCursor,
});

export const toRunDetail = (
  run: Run,
  steps: Step[],
  approvals: Approval[],
): z.infer<typeof RunDetailShape> => ({
  ...toRun(run),
  input: run.input,
  output: run.output ?? null,
  state: run.state,
  steps: steps.map(toStep),
  approvals: approvals.map(toApproval),
});

const toStep = (step: Step): z.infer<typeof StepShape> => ({
  number: step.seq,
  key: step.key,
  kind: step.kind,
  name: step.name,
  status: step.status,
  error: step.error?.message ?? null,
  cost_usd: step.costUsd,
});

export const toApproval = (approval: Approval): z.infer<typeof ApprovalShape> => ({
  id: approval.id,
  run_id: approval.runId,
  action: approval.action,
  arguments: approval.args,
  diff: approval.diff,
  status: approval.status,
  note: approval.note,
});
