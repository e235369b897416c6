import type { EntityManager } from 'typeorm';

export interface Spending {
  tokens: number;
  usd: number;
}

const SPENT_SQL = `
SELECT run_id AS "runId", sum(input_tokens + output_tokens) AS tokens, sum(cost_usd) AS usd
FROM usage_entry WHERE run_id = ANY ($1::uuid[]) GROUP BY run_id`;

/** What the model calls of these runs used; calls that failed were paid for, too. */
export async function spentBy(manager: EntityManager, runIds: string[]): Promise<Map<string, Spending>> {
  if (runIds.length === 0) return new Map();
  const rows = await manager.query<(Spending & { runId: string })[]>(SPENT_SQL, [runIds]);
  return new Map(rows.map(({ runId, ...spending }) => [runId, spending]));
}
