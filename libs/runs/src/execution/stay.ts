import type { Run } from '../run/run.entity';
import type { ExecutionPorts } from './execution-ports';
import type { CommitOutcome, RunCommit, StepWrite } from '../commit/run-writer';

/** How a run left the worker: final, waiting in the database, or no longer ours. */
export type StayOutcome = 'finished' | 'suspended' | 'interrupted';

/** For code that must not go on, because its run has left this worker. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * One stay of a run on a worker: knows what is under way, writes under the claimed attempt, and ends once.
 * A write that is refused or fails ends the stay: what the database says counts, not what this process thinks.
 */
export class Stay {
  private readonly aborter = new AbortController();
  private readonly end = Promise.withResolvers<StayOutcome>();
  private buffered: Pick<RunCommit, 'state' | 'events'> = {};
  private busy = 0;
  private over = false;
  private settling = false;
  private idle: () => Promise<boolean> = () => Promise.resolve(false);

  constructor(
    readonly run: Run,
    readonly ports: ExecutionPorts,
  ) {}

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  get isInterrupted(): boolean {
    return this.aborter.signal.aborted;
  }

  /** Resolves when the worker is free of the run; never rejects. */
  get outcome(): Promise<StayOutcome> {
    return this.end.promise;
  }

  /** What to do when nothing is under way; answers whether it changed anything, so that one looks again. */
  whenIdle(idle: () => Promise<boolean>): void {
    this.idle = idle;
  }

  interrupt(): void {
    if (this.over) return;
    this.aborter.abort();
    this.settle();
  }

  /** Counts work under way. Where the run has left the worker meanwhile, the caller never continues. */
  async guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.isInterrupted || this.over) return never();
    this.busy += 1;
    try {
      const result = await work();
      if (!this.isInterrupted) return result;
    } catch (error) {
      if (!this.isInterrupted) throw error;
    } finally {
      this.busy -= 1;
      this.settle();
    }
    return never();
  }

  /** Kept for the next commit. */
  buffer({ state, events = [] }: Pick<RunCommit, 'state' | 'events'>): void {
    this.buffered.state = { ...this.buffered.state, ...state };
    this.buffered.events = [...(this.buffered.events ?? []), ...events];
  }

  /** A recorded step was met again: what was buffered before it went out with it the first time. */
  forgetBuffered(): void {
    this.buffered = {};
  }

  /** A commit of this run with everything buffered. */
  draft(commit: Omit<RunCommit, 'runId' | 'attempt'>): RunCommit {
    const { state, events = [] } = this.buffered;
    this.buffered = {};
    return {
      runId: this.run.id,
      attempt: this.run.attempt,
      ...commit,
      events: [...events, ...(commit.events ?? [])],
      ...(state && { state }),
    };
  }

  async record(step: StepWrite): Promise<void> {
    const { run, ports } = this;
    const commit = this.draft({ steps: [step], events: [stepEvent(step)], ...guardFor(step) });
    const cost = step.costUsd ?? 0;
    await this.write(() =>
      cost > 0 || ports.budgets.mayHold(run)
        ? ports.budgets.settle(run, step.key, cost, commit)
        : ports.writer.commit(commit),
    );
  }

  /** Writes; anything but success ends the stay. */
  async write(attempt: () => Promise<CommitOutcome>): Promise<void> {
    const outcome = await attempt().catch((error: unknown) => {
      this.ports.exits.report(this.run, error);
      return 'refused' as const;
    });
    if (outcome === 'refused') this.interrupt();
  }

  /** The last write. Answers whether it held; if so, the stay has ended with `outcome`. A refusal is left to the caller. */
  async leave(commit: Omit<RunCommit, 'runId' | 'attempt'>, outcome: StayOutcome): Promise<boolean> {
    const written = await this.ports.exits.leave(this.run, this.draft(commit)).catch((error: unknown) => {
      this.ports.exits.report(this.run, error);
      this.interrupt();
      return 'refused' as const;
    });
    if (written === 'committed') this.finish(outcome);
    return written === 'committed';
  }

  private finish(outcome: StayOutcome): void {
    this.over = true;
    this.end.resolve(outcome);
  }

  /** Looks, once the current turn is over, whether anything is still under way. */
  settle(): void {
    if (this.settling) return;
    this.settling = true;
    setImmediate(() => {
      this.settling = false;
      if (this.over || this.busy > 0) return;
      if (this.isInterrupted) this.finish('interrupted');
      else void this.rest();
    });
  }

  private async rest(): Promise<void> {
    this.busy += 1;
    const changed = await this.idle();
    this.busy -= 1;
    if (changed || this.isInterrupted) this.settle();
  }
}

const EVENT_OF = { started: 'step.started', done: 'step.completed', failed: 'step.failed' } as const;

export const stepEvent = ({ key, kind, name, status, error }: StepWrite) => ({
  type: EVENT_OF[status],
  data: { key, kind, name, ...(error && { error }) },
});

/** An outcome is the truth about the world, even when the run has been stopped meanwhile. */
const guardFor = ({ status }: StepWrite): Pick<RunCommit, 'guard'> =>
  status === 'started' ? {} : { guard: ['running', 'paused', 'cancelled'] };
