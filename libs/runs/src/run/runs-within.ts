import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProgramContract } from '../engine/program';
import { portable } from '../execution/portable';
import { Cancellations } from './cancellations';
import type { Run } from './run.entity';
import { RunStore, within } from './run-store';
import { newRun, type RunOwner, type RunStart } from './runs.service';

/** A run that is to begin, for somebody. */
export interface OwnedStart extends RunStart {
  owner: RunOwner;
}

/**
 * Runs that begin or end together with something else: in a transaction of the caller, who says so after it by
 * `announce`. If nobody does, the sweep of runs finds those that are queued.
 */
@Injectable()
export class RunsWithin {
  constructor(
    private readonly store: RunStore,
    private readonly cancellations: Cancellations,
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

  /** Those of the runs that are not final, with everything below them. Answers what changed. */
  cancel(manager: EntityManager, ids: string[], reason?: string): Promise<Run[]> {
    return this.cancellations.cancelWithin(manager, ids, reason);
  }

  /** After the commit: hands over what is queued, and stops what was cancelled where it is executed. */
  announce(changed: Run[]): void {
    this.cancellations.announce(changed);
  }
}
