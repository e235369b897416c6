import { Injectable } from '@nestjs/common';
import { EventStreams, type Run, type RunEvent, type RunScope, type WaitReason } from '@muster/runs';

/** Waits that end by themselves. */
const PASSING: WaitReason[] = ['child', 'timer'];
const ENDS = ['run.succeeded', 'run.failed', 'run.cancelled'];

export interface WatchOptions {
  signal: AbortSignal;
  timeoutMs: number;
  /** Told about each step that is done; the last one may still be under way when the watch ends. */
  onStep: (done: number, name: string) => Promise<void>;
}

/** Waits for a run that this process does not execute. */
@Injectable()
export class RunWatch {
  constructor(private readonly streams: EventStreams) {}

  /** Comes back when the run has ended or waits for a person, when the time is over, or with the signal. */
  async untilSettled(scope: RunScope, run: Run, { signal, timeoutMs, onStep }: WatchOptions): Promise<void> {
    const settled = Promise.withResolvers<void>();
    let done = 0;
    const leave = await this.streams.followRun(scope, run.id, 'start', (event) => {
      const told = tellable(event);
      if (told) onStep((done += 1), told).catch(settled.reject);
      if (isSettled(event)) settled.resolve();
      return true;
    });
    const timer = setTimeout(settled.resolve, timeoutMs);
    signal.addEventListener('abort', () => settled.resolve(), { once: true });
    if (signal.aborted) settled.resolve();
    await settled.promise.finally(() => {
      clearTimeout(timer);
      leave();
    });
  }
}

const isSettled = ({ type, data }: RunEvent): boolean =>
  ENDS.includes(type) || (type === 'run.waiting' && !PASSING.includes(data.for as WaitReason));

/** What of a run's record means something to whoever waits for it. */
const tellable = ({ type, data }: RunEvent): string | undefined => {
  if (type !== 'step.completed') return undefined;
  return data.kind === 'model' || data.kind === 'tool' ? `${data.kind}: ${String(data.name)}` : undefined;
};
