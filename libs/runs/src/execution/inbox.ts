import type { WaitReason } from '../run/run.status';
import type { Signal } from '../signals/signal.entity';
import type { RunCommit, StepWrite } from '../commit/run-writer';

/** A program that waits, seen from its worker. */
export interface Wait {
  key: string;
  topic: string;
  reason: WaitReason;
  timeoutMs?: number;
  until?: Date;
  /** Its intent is a row already. */
  isWritten?: boolean;
  resolve: (value: unknown) => void;
}

export interface Delivery {
  wait: Wait;
  output: unknown;
  /** Undefined when the wait ran out of time. */
  signal?: Signal;
}

/** Signals that came and waits that are open; matches them in order of arrival. */
export class Inbox {
  private readonly waits = new Map<string, Wait>();

  constructor(
    private signals: Signal[],
    private count: number,
  ) {}

  get hasWaits(): boolean {
    return this.waits.size > 0;
  }

  add(wait: Wait): void {
    this.waits.set(wait.key, wait);
  }

  /** What a fresh look at the database showed. */
  refill(signals: Signal[], count: number): void {
    this.signals = signals;
    this.count = count;
  }

  /** Takes the first wait that can end now, with what ends it. */
  next(now: Date): Delivery | undefined {
    for (const wait of this.waits.values()) {
      const signal = this.signals.find(({ topic }) => topic === wait.topic);
      const expired = wait.until !== undefined && wait.until <= now;
      if (!signal && !expired) continue;
      this.waits.delete(wait.key);
      if (!signal) return { wait, output: { timedOut: true } };
      this.signals = this.signals.filter((other) => other !== signal);
      return { wait, signal, output: { timedOut: false, payload: signal.payload } };
    }
    return undefined;
  }

  /** Leaves the worker until a signal on one of the topics comes, or the first deadline passes. */
  suspension(): Pick<RunCommit, 'transition' | 'events'> {
    const waits = [...this.waits.values()];
    const deadlines = waits.flatMap(({ until }) => (until ? [until.getTime()] : []));
    const [first] = waits;
    const waitingFor = first?.reason ?? 'input';
    return {
      transition: {
        to: 'waiting',
        waitingFor,
        topics: waits.map(({ topic }) => topic),
        inbox: this.count,
        ...(deadlines.length > 0 && { wakeAt: new Date(Math.min(...deadlines)) }),
      },
      events: [{ type: 'run.waiting', data: { for: waitingFor, topics: waits.map(({ topic }) => topic) } }],
    };
  }

  /** Waits with a deadline are written down, so that re-entering does not start the clock again. */
  intents(): StepWrite[] {
    return [...this.waits.values()]
      .filter(({ isWritten, until }) => !isWritten && until !== undefined)
      .map(({ key, topic, until }) => ({
        key,
        kind: 'wait',
        name: topic,
        status: 'started',
        input: { until },
        startedAt: new Date(),
        isNew: true,
      }));
  }
}
