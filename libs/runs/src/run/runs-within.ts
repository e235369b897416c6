import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import type { ProgramContract } from '../engine/program';
import { portable } from '../execution/portable';
import { newRun, type RunOwner, type RunStart, within } from './new-run';
import type { Run } from './run.entity';
import { statusesBefore } from './run.status';
import { RunStore } from './run-store';

/** A run that is to begin, for somebody. */
export interface OwnedStart extends RunStart {
  owner: RunOwner;
}

const OPEN_BELOW_SQL = `
SELECT id FROM run
WHERE parent_id IS NOT NULL AND ancestry && $1::uuid[] AND NOT id = ANY ($1::uuid[]) AND status = ANY ($2)`;

/**
 * Runs that begin or end together with something else: in a transaction of the caller, who says so after it by
 * `announce`. If nobody does, the sweep of runs finds those that are queued.
 */
@Injectable()
export class RunsWithin {
  constructor(
    private readonly store: RunStore,
    private readonly hinter: Hinter,
  ) {}

  /** In the order of `starts`. Throws as the program's contract does. */
  async start<I>(manager: EntityManager, program: ProgramContract<I>, starts: OwnedStart[]): Promise<Run[]> {
    if (starts.length === 0) return [];
    const rows = starts.map(({ owner, ...start }) =>
      newRun(owner, program, { ...start, input: program.parse(portable(start.input)) }),
    );
    const added = await this.store.insertWithin(within(manager), rows);
    const byId = new Map(added.map((run) => [run.id, run]));
    return rows.map(({ id }) => byId.get(id) as Run);
  }

  /**
   * Those of the runs that are not final, with everything below them: level by level until nothing is left, because a
   * child may be born while its parent is being cancelled, but only once. Answers what changed, parents that listen included.
   */
  async cancel(manager: EntityManager, rootIds: string[], reason?: string): Promise<Run[]> {
    if (rootIds.length === 0) return [];
    const change = {
      to: 'cancelled',
      from: statusesBefore('cancelled'),
      event: 'run.cancelled',
      data: { reason },
    } as const;
    const cancelled: Run[] = [];
    for (let ids = rootIds; ids.length > 0; ids = await this.openBelow(manager, rootIds)) {
      cancelled.push(...(await this.store.changeStatus(within(manager), ids, change)));
    }
    await manager.query(
      `UPDATE approval SET status = 'cancelled', decided_at = now() WHERE status = 'pending' AND run_id = ANY ($1)`,
      [cancelled.map(({ id }) => id)],
    );
    const parents: Run[] = [];
    for (const root of cancelled.filter(({ id }) => rootIds.includes(id))) {
      const parent = await this.store.tellParent(within(manager), root);
      if (parent) parents.push(parent);
    }
    return [...cancelled, ...parents];
  }

  /** After the commit: hands over what is queued, and stops what was cancelled where it is executed. */
  announce(changed: Run[]): void {
    this.store.announce(changed);
    const runIds = changed.filter(({ status }) => status === 'cancelled').map(({ id }) => id);
    if (runIds.length > 0) this.hinter.hint('runs.interrupted', { runIds });
  }

  private async openBelow(manager: EntityManager, rootIds: string[]): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(OPEN_BELOW_SQL, [
      rootIds,
      statusesBefore('cancelled'),
    ]);
    return rows.map((row) => row.id);
  }
}
