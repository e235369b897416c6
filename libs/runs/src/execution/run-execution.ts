import { DomainError, type ErrorRecord, toErrorRecord } from '@muster/platform';
import type { Run } from '../run/run.entity';
import type { Claim } from '../commit/claims';
import type { ExecutionPorts } from './execution-ports';
import { Journal, replayed } from './journal';
import { portable } from './portable';
import type { Program } from '../engine/program';
import type {
  ApprovalDecision,
  ApprovalRequest,
  ChildRun,
  EffectPolicy,
  Received,
  RunContext,
  StepCost,
  StepInfo,
} from './run-context';
import type { RunCommit } from '../commit/run-writer';
import { Stay, stepEvent, type StayOutcome } from './stay';
import { StepRecorder } from './step-recorder';
import { Waits } from './waits';

/** Waits 1, 2, 4, 8, 16 s for what does not answer; then the run fails. */
const MAX_RETRIES = 5;

/** The live `RunContext`: drives a program until it ends, waits, or is taken away. */
export class RunExecution implements RunContext {
  private readonly stay: Stay;
  private readonly journal: Journal;
  private readonly waits: Waits;
  private readonly steps: StepRecorder;

  constructor(
    claim: Claim,
    private readonly program: Program,
    private readonly ports: ExecutionPorts,
  ) {
    this.stay = new Stay(claim.run, ports);
    this.journal = new Journal(claim.steps, () => {
      this.stay.forgetBuffered();
    });
    this.waits = new Waits(this.stay, this.journal, claim.signals);
    this.steps = new StepRecorder(this.stay, this.journal, this.waits);
  }

  get run(): Run {
    return this.stay.run;
  }

  get signal(): AbortSignal {
    return this.stay.signal;
  }

  start(): Promise<StayOutcome> {
    void this.drive();
    return this.stay.outcome;
  }

  /** The run was cancelled, paused or taken away: what is under way is aborted, nothing new begins. */
  interrupt(): void {
    this.stay.interrupt();
  }

  step<T>(
    kind: string,
    key: string,
    work: () => Promise<T>,
    info: StepInfo & { cost?: StepCost<T> } = {},
  ): Promise<T> {
    return this.steps.step(kind, key, work, info);
  }

  effect<T>(
    kind: string,
    key: string,
    policy: EffectPolicy<T>,
    act: (idempotencyKey: string) => Promise<T>,
    info: StepInfo = {},
  ): Promise<T> {
    return this.steps.effect(kind, key, policy, act, info);
  }

  approval(key: string, request: ApprovalRequest): Promise<ApprovalDecision> {
    return this.waits.ask(key, { ...request, args: portable(request.args) }, 'approval');
  }

  receive<T>(topic: string, key: string, { timeoutMs }: { timeoutMs?: number } = {}): Promise<Received<T>> {
    return this.waits.receive({ key, topic, reason: 'input', timeoutMs }) as Promise<Received<T>>;
  }

  async sleep(key: string, ms: number): Promise<void> {
    await this.waits.receive({ key, topic: `timer:${key}`, reason: 'timer', timeoutMs: ms });
  }

  async spawn(
    key: string,
    program: string,
    input: unknown,
    options: { budgetUsd?: number; title?: string } = {},
  ): Promise<ChildRun> {
    const recorded = this.journal.take('child', key);
    const child = recorded
      ? await replayed(recorded)
      : await this.startChild(key, program, portable(input), options);
    const { id } = child as { id: string };
    return { id, result: () => this.waits.childEnd(`${key}:result`, id) };
  }

  publish(state: Record<string, unknown>): void {
    this.stay.buffer({ state: portable(state) });
  }

  tell(type: string, data: Record<string, unknown>): void {
    this.stay.buffer({ events: [{ type, data: portable(data) }] });
  }

  private startChild(
    key: string,
    program: string,
    input: unknown,
    options: { budgetUsd?: number; title?: string },
  ): Promise<{ id: string }> {
    const id = crypto.randomUUID();
    const step = {
      kind: 'child',
      key,
      name: program,
      input,
      output: { id },
      status: 'done' as const,
      startedAt: new Date(),
      isNew: true,
    };
    return this.stay.guarded(async () => {
      const commit = this.stay.draft({ steps: [step], events: [stepEvent(step)] });
      await this.stay.write(() =>
        this.ports.children.spawn(this.run, { id, program, input, ...options }, commit),
      );
      return { id };
    });
  }

  private async drive(): Promise<void> {
    try {
      const output = await this.program.run(this, this.program.parse(this.run.input));
      this.journal.assertComplete();
      const transition = { to: 'succeeded', output: portable(output) ?? null } as const;
      await this.leave({ transition, events: [{ type: 'run.succeeded' }] }, 'finished');
    } catch (error) {
      if (!this.stay.isInterrupted) await this.fail(error);
    }
  }

  private async fail(error: unknown): Promise<void> {
    this.ports.exits.report(this.run, error);
    const record = toErrorRecord(error);
    if (error instanceof DomainError && error.retryable && this.run.retries < MAX_RETRIES)
      await this.retryLater(record);
    else {
      const transition = { to: 'failed', error: record } as const;
      await this.stay.leave(
        { transition, events: [{ type: 'run.failed', data: { error: record } }] },
        'finished',
      );
    }
  }

  private async retryLater(error: ErrorRecord): Promise<void> {
    const wakeAt = new Date(Date.now() + 1_000 * 2 ** this.run.retries);
    const transition = { to: 'waiting', waitingFor: 'timer', wakeAt, retry: true } as const;
    await this.leave({ transition, events: [{ type: 'run.retrying', data: { error } }] }, 'suspended');
  }

  /** Refused: somebody else changed the run first, and theirs counts. */
  private async leave(commit: Pick<RunCommit, 'transition' | 'events'>, outcome: StayOutcome): Promise<void> {
    if (!(await this.stay.leave(commit, outcome))) this.stay.interrupt();
  }
}
