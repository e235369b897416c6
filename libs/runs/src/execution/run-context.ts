import type { Run } from '../run/run.entity';

/** What is shown of a step beside its result. */
export interface StepInfo {
  /** For people: the tool, the model, the topic. Default: the key. */
  name?: string;
  /** Recorded beside the result, and compared when the run is replayed. */
  input?: unknown;
}

export interface StepCost<T> {
  /** Reserved before the step where a budget applies, in USD. */
  worstCaseUsd: number;
  /** What it did cost, in USD. */
  actualUsd(result: T): number;
}

/** What may be done when a crash left it open whether an effect happened. */
export interface EffectPolicy<T> {
  /** Repeating it with the same idempotency key changes nothing: it is repeated. */
  idempotent?: boolean;
  /** Looks whether it happened: its result, or undefined when it never did. */
  probe?: (idempotencyKey: string) => Promise<T | undefined>;
}

export interface ApprovalRequest {
  /** What would be done: `merge`, `send_email`. */
  action: string;
  /** Exactly what would be done it with. */
  args: unknown;
  diff?: string;
}

export interface ApprovalDecision {
  approved: boolean;
  note?: string;
}

/** A child run: its id at once, its result when it has ended. */
export interface ChildRun {
  id: string;
  /** Waits for the child. Throws its error when it failed or was cancelled. */
  result(): Promise<unknown>;
}

/** A signal as the program gets it; `timedOut` when none came in time. */
export type Received<T> = { timedOut: false; payload: T } | { timedOut: true };

/**
 * The world as a program sees it. Keys name steps; each key is used once in a run. When the program is
 * re-entered, a recorded step returns its recorded value and its function is not called.
 */
export interface RunContext {
  readonly run: Readonly<Pick<Run, 'id' | 'orgId' | 'userId' | 'model' | 'title' | 'createdAt' | 'program'>>;
  /** Fires when the run is cancelled, paused or taken away. */
  readonly signal: AbortSignal;

  /** Something without side effects outside, or none worth mentioning: recorded once, replayed for free. */
  step<T>(
    kind: string,
    key: string,
    work: () => Promise<T>,
    info?: StepInfo & { cost?: StepCost<T> },
  ): Promise<T>;

  /** Something that changes the world: intent first, then the act, then the outcome. */
  effect<T>(
    kind: string,
    key: string,
    policy: EffectPolicy<T>,
    act: (idempotencyKey: string) => Promise<T>,
    info?: StepInfo,
  ): Promise<T>;

  /** Asks a person. The worker is free meanwhile. */
  approval(key: string, request: ApprovalRequest): Promise<ApprovalDecision>;

  /** The next signal on `topic` that no earlier `receive` took. The worker is free meanwhile. */
  receive<T>(topic: string, key: string, options?: { timeoutMs?: number }): Promise<Received<T>>;

  sleep(key: string, ms: number): Promise<void>;

  spawn(
    key: string,
    program: string,
    input: unknown,
    options?: { budgetUsd?: number; title?: string },
  ): Promise<ChildRun>;

  /** Merged into the run's visible state with the next step that is recorded. */
  publish(state: Record<string, unknown>): void;

  /** An event of the program's own, told with the next step that is recorded. */
  tell(type: string, data: Record<string, unknown>): void;
}
