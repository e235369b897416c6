import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InvalidError } from '@muster/platform';
import type { Run } from '../run/run.entity';
import { RunStore, within } from '../run/run-store';
import { newRun } from '../run/runs.service';
import type { ChildRequest } from '../execution/execution-ports';
import { Programs } from './program';
import { type CommitOutcome, type RunCommit, RunWriter } from '../commit/run-writer';
import { orRefused, Refused } from '../commit/refused';

/** Runs started by runs. */
@Injectable()
export class Children {
  constructor(
    private readonly programs: Programs,
    private readonly store: RunStore,
    private readonly writer: RunWriter,
    private readonly source: DataSource,
  ) {}

  /** The child and the parent's step stand or fall together; the child is queued after the commit. */
  spawn(parent: Run, request: ChildRequest, commit: RunCommit): Promise<CommitOutcome> {
    const program = this.programs.get(request.program);
    if (!program) throw new InvalidError(`there is no program ${request.program}`);
    const input = program.parse(request.input);
    const row = newRun(parent, program, { model: parent.model ?? undefined, ...request, input, parent });
    return orRefused(async () => {
      const added = await this.source.transaction(async (manager) => {
        if ((await this.writer.commitWithin(manager, commit)) === 'refused') throw new Refused();
        return this.store.insertWithin(within(manager), [row]);
      });
      this.writer.announce(parent.orgId, parent.id);
      this.store.announce(added);
    });
  }
}
