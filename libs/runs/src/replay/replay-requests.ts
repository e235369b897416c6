import { Injectable } from '@nestjs/common';
import type { ReplayReport } from '@muster/contracts';
import { Hinter } from '@muster/platform';
import { type RunScope, RunStore } from '../run/run-store';

const DEADLINE_MS = 30_000;

/** Asks a process that has the programs to re-execute a run over its record. */
@Injectable()
export class ReplayRequests {
  constructor(
    private readonly store: RunStore,
    private readonly hinter: Hinter,
  ) {}

  /** Throws `UnavailableError` when no runner answers. */
  async replay(scope: RunScope, id: string): Promise<ReplayReport> {
    await this.store.get(scope, id);
    return this.hinter.ask('runs.replay', { runId: id }, DEADLINE_MS);
  }
}
