import type { ReplayReport } from '@muster/contracts';
import type { Run } from '../run/run.entity';
import type { Step } from '../steps/step.entity';
import { canonicalHash, Journal, replayed } from '../execution/journal';
import { portable } from '../execution/portable';
import type { Program } from '../engine/program';
import type { ApprovalDecision, ChildRun, Received, RunContext, StepInfo } from '../execution/run-context';

interface Difference {
  step: string;
  reason: string;
}

/** The program asked for something that is not recorded: there the replay ends. */
class EndOfRecord extends Error {
  constructor(readonly key: string) {
    super(`not recorded: ${key}`);
  }
}

/** A `RunContext` that knows the past only: it answers from the record and does nothing. */
class ReplayContext implements RunContext {
  readonly signal = new AbortController().signal;
  private readonly journal: Journal;
  private readonly recorded: Map<string, Step>;
  asked = 0;
  difference?: Difference;
  end?: EndOfRecord;

  constructor(
    readonly run: Run,
    steps: Step[],
  ) {
    this.journal = new Journal(steps);
    this.recorded = new Map(steps.map((step) => [step.key, step]));
  }

  async step<T>(kind: string, key: string, _work: () => Promise<T>, info: StepInfo = {}): Promise<T> {
    return (await this.answer(kind, key, info)) as T;
  }

  async effect<T>(kind: string, key: string, _policy: object, _act: object, info: StepInfo = {}): Promise<T> {
    return (await this.answer(kind, key, info)) as T;
  }

  async approval(key: string, request: { args: unknown }): Promise<ApprovalDecision> {
    const received = await this.answer('wait', key, { input: request.args });
    return (received as { payload: ApprovalDecision }).payload;
  }

  async receive<T>(_topic: string, key: string): Promise<Received<T>> {
    return (await this.answer('wait', key)) as Received<T>;
  }

  async sleep(key: string): Promise<void> {
    await this.answer('wait', key);
  }

  async spawn(key: string, _program: string, input: unknown): Promise<ChildRun> {
    const { id } = (await this.answer('child', key, { input })) as { id: string };
    const result = async () => {
      const received = await this.answer('wait', `${key}:result`);
      const { output, error } = (received as { payload: { output?: unknown; error?: { message: string } } })
        .payload;
      if (error) throw new Error(error.message);
      return output;
    };
    return { id, result };
  }

  publish(): void {
    // State is derived from recorded steps: there is nothing to compare it with.
  }

  tell(): void {
    // Events of the past have been told.
  }

  /** Recorded steps that the program did not take again. */
  unasked(): string[] {
    return this.journal.unasked();
  }

  private async answer(kind: string, key: string, info: StepInfo = {}): Promise<unknown> {
    const step = this.journal.take(kind, key);
    if (!step || step.status === 'started') {
      this.end = new EndOfRecord(key);
      throw this.end;
    }
    this.asked += 1;
    const input = portable(info.input);
    const isSame = input === undefined || canonicalHash(input) === canonicalHash(step.input);
    if (!isSame) this.difference ??= { step: key, reason: 'the program now asks with other input' };
    return replayed(step);
  }
}

/**
 * Runs the program over its recorded results and compares. Makes no model call, no tool call and no write.
 * A run that has not ended is replayed as far as it is recorded.
 */
export async function replay(run: Run, steps: Step[], program: Program): Promise<ReplayReport> {
  const ctx = new ReplayContext(run, steps);
  const ending = await endOf(program, ctx, run);
  const difference = ctx.difference ?? missing(ctx) ?? endDifference(run, ending, ctx);
  return {
    model_calls: 0,
    steps: ctx.asked,
    identical: difference === undefined,
    ...(difference && { first_difference: difference }),
  };
}

type Ending = { output: unknown } | { error: unknown };

async function endOf(program: Program, ctx: ReplayContext, run: Run): Promise<Ending> {
  try {
    return { output: portable(await program.run(ctx, program.parse(run.input))) ?? null };
  } catch (error) {
    return { error };
  }
}

function missing(ctx: ReplayContext): Difference | undefined {
  const [key] = ctx.unasked();
  return key === undefined ? undefined : { step: key, reason: 'the program no longer takes this step' };
}

/** A run that has not ended, or ended because it no longer fitted its program, has no end to compare. */
function endDifference(run: Run, ending: Ending, ctx: ReplayContext): Difference | undefined {
  const hasEnd = run.status === 'succeeded' || (run.status === 'failed' && run.error?.reason !== 'diverged');
  if (ctx.end)
    return hasEnd
      ? { step: ctx.end.key, reason: 'the program asks for a step that is not recorded' }
      : undefined;
  if ('error' in ending)
    return run.status === 'failed' && hasEnd ? undefined : { step: '', reason: String(ending.error) };
  return hasEnd ? resultDifference(run, ending.output) : undefined;
}

function resultDifference(run: Run, output: unknown): Difference | undefined {
  const isSame = run.status === 'succeeded' && canonicalHash(output) === canonicalHash(run.output);
  return isSame ? undefined : { step: '', reason: 'the program ends with another result' };
}
