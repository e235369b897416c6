import {
  DomainError,
  type ErrorRecord,
  fromErrorRecord,
  LimitExceededError,
  toErrorRecord,
} from '@muster/platform';
import { Journal, replayed } from './journal';
import { portable } from './portable';
import type { EffectPolicy, StepCost, StepInfo } from './run-context';
import type { StepWrite } from '../commit/run-writer';
import type { Stay } from './stay';
import type { Waits } from './waits';

type Entry = Omit<StepWrite, 'status'>;

/** What is known of an effect before acting: nothing, or, from a probe, its result. */
type Known<T> = { value: T } | undefined;

const inDoubt = (): ErrorRecord => ({
  code: 'conflict',
  message: 'it is unknown whether this happened, and a person decided not to repeat it',
  reason: 'in_doubt',
});

/** Steps and effects: done once, recorded, replayed for free. */
export class StepRecorder {
  constructor(
    private readonly stay: Stay,
    private readonly journal: Journal,
    private readonly waits: Waits,
  ) {}

  async step<T>(
    kind: string,
    key: string,
    work: () => Promise<T>,
    info: StepInfo & { cost?: StepCost<T> },
  ): Promise<T> {
    const recorded = this.journal.take(kind, key);
    if (recorded) return replayed(recorded) as Promise<T>;
    if (info.cost && info.cost.worstCaseUsd > 0) await this.hold(key, info.cost.worstCaseUsd);
    const entry = { ...describe(kind, key, info), isNew: true };
    return this.perform(entry, work, { cost: info.cost, recordsOutage: false });
  }

  async effect<T>(
    kind: string,
    key: string,
    policy: EffectPolicy<T>,
    act: (idempotencyKey: string) => Promise<T>,
    info: StepInfo,
  ): Promise<T> {
    const recorded = this.journal.take(kind, key, info.input);
    if (recorded && recorded.status !== 'started') return replayed(recorded) as Promise<T>;
    const once = `${this.stay.run.id}:${key}`;
    const entry = { ...describe(kind, key, info), isNew: false };
    let known: Known<T>;
    if (recorded) known = await this.resolveDoubt(entry, policy, once);
    else await this.stay.guarded(() => this.stay.record({ ...entry, isNew: true, status: 'started' }));
    const work = known ? () => Promise.resolve(known.value) : () => act(once);
    return this.perform(entry, work, { recordsOutage: true });
  }

  /**
   * Does the work and records how it ended. An outage of a plain step is not recorded: the run is retried.
   * After an intent every end is recorded, except when the run was stopped in the middle: then it stays in doubt.
   */
  private perform<T>(
    entry: Entry,
    work: () => Promise<T>,
    options: { cost?: StepCost<T>; recordsOutage: boolean },
  ): Promise<T> {
    return this.stay.guarded(async () => {
      let output: T;
      try {
        output = portable(await work());
      } catch (error) {
        const outage = error instanceof DomainError && error.retryable;
        if (this.stay.isInterrupted || (outage && !options.recordsOutage)) throw error;
        return this.recordFailure(entry, toErrorRecord(error));
      }
      await this.stay.record({
        ...entry,
        status: 'done',
        output: output ?? null,
        costUsd: options.cost?.actualUsd(output) ?? 0,
      });
      return output;
    });
  }

  private async recordFailure(entry: Entry, error: ErrorRecord): Promise<never> {
    await this.stay.record({ ...entry, status: 'failed', error });
    throw fromErrorRecord(error);
  }

  /** An earlier attempt wrote its intent and no outcome: repeat, probe, or ask. */
  private async resolveDoubt<T>(
    entry: Entry,
    { idempotent, probe }: EffectPolicy<T>,
    once: string,
  ): Promise<Known<T>> {
    if (idempotent) return undefined;
    if (probe) {
      const value = await this.stay.guarded(() => probe(once));
      return value === undefined ? undefined : { value };
    }
    const args = { step: entry.key, name: entry.name, input: entry.input ?? null };
    const { approved } = await this.waits.ask(
      `${entry.key}:in_doubt`,
      { action: 'effect.repeat', args },
      'approval',
    );
    if (approved) return undefined;
    return this.stay.guarded(() => this.recordFailure(entry, inDoubt()));
  }

  /** Reserves the worst case in every budget above, asking for more where it does not fit. */
  private async hold(key: string, usd: number): Promise<void> {
    const { stay } = this;
    for (let round = 1; ; round += 1) {
      const refusal = await stay.guarded(() => stay.ports.budgets.hold(stay.run, key, usd));
      if (!refusal) return;
      const args = { run_id: refusal.payerId, by_usd: refusal.shortByUsd };
      const { approved } = await this.waits.ask(
        `${key}:budget#${round}`,
        { action: 'budget.raise', args },
        'budget',
      );
      if (!approved) throw new LimitExceededError('the budget is used up', { reason: 'budget' });
    }
  }
}

const describe = (kind: string, key: string, info: StepInfo): Omit<Entry, 'isNew'> => ({
  kind,
  key,
  name: info.name ?? key,
  ...(info.input !== undefined && { input: portable(info.input) }),
  startedAt: new Date(),
});
