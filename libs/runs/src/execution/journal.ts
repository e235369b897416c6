import { createHash } from 'node:crypto';
import { DomainError, fromErrorRecord } from '@muster/platform';
import type { Step } from '../steps/step.entity';

/** The program no longer fits what it recorded earlier. The run can be forked from its last good step. */
export class DivergedError extends DomainError {
  constructor(message: string) {
    super('conflict', message, { reason: 'diverged' });
  }
}

/** The recorded steps of a run, as its program asks for them again. */
export class Journal {
  private readonly steps: Map<string, Step>;
  private readonly asked = new Set<string>();

  constructor(
    steps: Step[],
    private readonly onReplayed: () => void = () => undefined,
  ) {
    this.steps = new Map(steps.map((step) => [step.key, step]));
  }

  /**
   * The recorded step, or undefined when it has not happened yet. Throws `DivergedError` when the same key
   * stands for something else now, or, where `input` is given, was done with other arguments.
   */
  take(kind: string, key: string, input?: unknown): Step | undefined {
    if (this.asked.has(key)) throw new DivergedError(`step key ${key} is used twice`);
    this.asked.add(key);
    const step = this.steps.get(key);
    if (!step) return undefined;
    if (step.kind !== kind)
      throw new DivergedError(`step ${key} was recorded as ${step.kind}, not as ${kind}`);
    if (input !== undefined && canonicalHash(input) !== canonicalHash(step.input)) {
      throw new DivergedError(`step ${key} was recorded with other arguments`);
    }
    this.onReplayed();
    return step;
  }

  /** Keys that the program never asked for. A key below an asked one (`pay:budget#1`) belongs to it. */
  unasked(): string[] {
    return [...this.steps.keys()].filter((key) => !this.asked.has(key) && !this.belongsToAsked(key));
  }

  assertComplete(): void {
    const [first] = this.unasked();
    if (first !== undefined)
      throw new DivergedError(`the program no longer takes the recorded step ${first}`);
  }

  private belongsToAsked(key: string): boolean {
    const cuts = [...key.matchAll(/:/g)].map(({ index }) => key.slice(0, index));
    return cuts.some((prefix) => this.asked.has(prefix));
  }
}

/** The recorded outcome again: its value, or its error thrown. */
export async function replayed(step: Step): Promise<unknown> {
  if (step.status === 'failed' && step.error) throw fromErrorRecord(step.error);
  return step.output;
}

/** SHA-256 over JSON with sorted keys: equal values, equal hash. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
