import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import { ShutOuts } from '../workers/shut-outs';
import { WorkerLease } from '../workers/worker-lease';
import { type Claim, Claims } from '../commit/claims';
import { DivergedError } from '../execution/journal';
import { EnginePorts } from './engine-ports';
import { type Program, Programs } from './program';
import { RunExecution } from '../execution/run-execution';

/** Executes claimed runs in this process. */
@Injectable()
export class RunEngine {
  private readonly logger = new Logger(RunEngine.name);
  private readonly active = new Map<string, RunExecution>();
  /** Held but not executed when last looked at, by id with the attempt. */
  private forgotten = new Map<string, number>();
  private draining = false;

  constructor(
    private readonly claims: Claims,
    private readonly lease: WorkerLease,
    private readonly programs: Programs,
    private readonly ports: EnginePorts,
    private readonly shutOuts: ShutOuts,
  ) {}

  get activeCount(): number {
    return this.active.size;
  }

  /** Resolves when all of them have left this worker: finished, waiting, or taken away. */
  async execute(runIds: string[]): Promise<void> {
    await this.lease.ready;
    await Promise.all(runIds.map((id) => this.executeOne(id)));
  }

  /** Hint: these runs left `running` on somebody's word. */
  interrupt(runIds: string[]): void {
    for (const id of runIds) this.active.get(id)?.interrupt();
  }

  /** After a stall: stops what others have taken over meanwhile. */
  async letGoOfLost(): Promise<void> {
    const held = await this.claims.held();
    this.interrupt([...this.active.keys()].filter((id) => !held.has(id)));
  }

  /**
   * What the database says this worker holds, and it does not execute: the database was away when it wanted to let
   * go, or the answer to its claim got lost. The lease lives on, so nobody else would take such a run. Found in
   * two looks under the same attempt it is let go.
   */
  async letGoOfForgotten(): Promise<void> {
    const held = await this.claims.held();
    const idle = new Map([...held].filter(([id]) => !this.active.has(id)));
    const twice = [...idle].filter(([id, attempt]) => this.forgotten.get(id) === attempt);
    this.forgotten = idle;
    for (const [id, attempt] of twice) await this.ports.exits.release({ id, attempt });
  }

  /** No more claims; what runs is handed over after the step it is in, at the latest after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true;
    const deadline = Date.now() + graceMs;
    while (this.active.size > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 25));
    this.interrupt([...this.active.keys()]);
    while (this.active.size > 0 && Date.now() < deadline + 1_000)
      await new Promise((resolve) => setTimeout(resolve, 25));
  }

  private async executeOne(id: string): Promise<void> {
    if (this.draining || this.active.has(id)) return;
    const claim = await this.claims.claim(id);
    if (!claim) return;
    if (!(await this.shutOuts.admits(claim.run))) return this.ports.exits.release(claim.run);
    const program = this.programs.get(claim.run.program);
    if (!program)
      return this.refuse(claim, new DivergedError(`this installation has no program ${claim.run.program}`));
    if (program.version !== claim.run.programVersion && claim.steps.length > 0) {
      const versions = `version ${claim.run.programVersion} of ${program.name}, this is ${program.version}`;
      return this.refuse(claim, new DivergedError(`its steps were recorded by ${versions}`));
    }
    return this.drive(claim, program);
  }

  private async drive(claim: Claim, program: Program): Promise<void> {
    const { run } = claim;
    const execution = new RunExecution(claim, program, this.ports);
    this.active.set(run.id, execution);
    try {
      const outcome = await execution.start();
      if (outcome === 'interrupted') await this.ports.exits.release(run);
      if (outcome === 'finished') program.ended?.();
    } finally {
      this.active.delete(run.id);
    }
  }

  private async refuse({ run }: Claim, error: DomainError): Promise<void> {
    this.logger.warn(`run ${run.id} cannot be continued: ${error.message}`);
    const record = { code: error.code, message: error.message, reason: 'diverged' };
    await this.ports.exits.leave(run, {
      runId: run.id,
      attempt: run.attempt,
      transition: { to: 'failed', error: record },
      events: [{ type: 'run.failed', data: { error: record } }],
    });
  }
}
