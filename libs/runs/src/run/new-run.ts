import type { EntityManager } from 'typeorm';
import type { ProgramContract } from '../engine/program';
import type { Run } from './run.entity';
import type { NewRun, Queryable } from './run-store';

export interface RunOwner {
  orgId: string;
  userId: string;
}

export interface RunStart {
  input: unknown;
  title?: string;
  /** `provider/model` for all model calls of the run. */
  model?: string;
  budgetUsd?: number;
  state?: Record<string, unknown>;
  /** Does not begin before a signal on this topic comes. */
  waitFor?: string;
}

/** Sends statements inside a transaction, in the shape of the pool. */
export const within = (manager: EntityManager): Queryable => ({
  query: async (text, values) => ({ rows: await manager.query(text, values) }),
});

export function newRun(
  owner: RunOwner,
  program: ProgramContract,
  { id = crypto.randomUUID(), parent, ...start }: RunStart & { id?: string; parent?: Run },
): NewRun {
  const { title = '', waitFor, model, budgetUsd } = start;
  return {
    id,
    org_id: owner.orgId,
    user_id: owner.userId,
    program: program.name,
    program_version: program.version,
    title,
    ...(waitFor
      ? { status: 'waiting', waiting_for: 'input', wait_topics: [waitFor] }
      : { status: 'queued', wait_topics: [] }),
    input: start.input,
    state: start.state ?? {},
    ancestry: [...(parent?.ancestry ?? []), id],
    model,
    parent_id: parent?.id,
    budget_usd: budgetUsd,
  };
}
