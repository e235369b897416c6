import type { Api, EventView } from './api';
import { Failure } from './failure';
import type { Screen } from './screen';

/** How long an event may lag behind the answer that it belongs to. */
const PATIENCE_MS = 10_000;

/** Prints what happens in a run the moment it is told, and knows which steps have been told. */
export class Watcher {
  private told = -1;
  private silent = false;
  private readonly begun = performance.now();
  private readonly waiting = new Set<() => void>();
  private readonly ended: Promise<never>;

  constructor(
    api: Api,
    runId: string,
    private readonly screen: Screen,
  ) {
    this.ended = this.follow(api.events(runId));
    this.ended.catch(() => undefined);
  }

  /** Settles when the step with this number has been printed. */
  async until(step: number): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Failure(`step ${step + 1} was answered, but no event told of it`));
    }, PATIENCE_MS);
    try {
      while (this.told < step) await Promise.race([this.news(), this.ended, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is still told is no longer shown: titles are found after the answer. */
  leave(): void {
    this.silent = true;
  }

  private async follow(events: AsyncIterable<EventView>): Promise<never> {
    for await (const event of events) {
      this.show(event);
      for (const wake of this.waiting) wake();
      this.waiting.clear();
    }
    throw new Failure('the stream of events ended early');
  }

  private news(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private show({ type, data }: EventView): void {
    if (this.silent) return;
    if (type === 'task.turn' && typeof data.index === 'number') this.showStep(data, data.index);
    if (type === 'step.failed') this.print('red', `  ${String(data.kind)} ${String(data.name)} failed`);
    if (type === 'step.completed') this.showPart(data);
  }

  /** Model and tool calls of steps; others, like the search for a title, are nothing that was asked for. */
  private showPart({ kind, key, name }: EventView['data']): void {
    const part = /^turn#\d+:(.+)/.exec(String(key))?.[1];
    if (part && kind === 'model') this.print('dim', `  model  ${String(name)}: ${part}`);
    if (part && kind === 'tool') this.print('dim', `  tool   ${String(name)}`);
  }

  private showStep({ action, status, summary }: EventView['data'], index: number): void {
    const good = status === 'SUCCESS';
    const mark = good ? this.screen.style('green', '✓') : this.screen.style('yellow', '!');
    const name = this.screen.style('bold', String(action));
    this.print(undefined, `${mark} step ${index + 1}  ${name}  ${String(summary)}`);
    this.told = index;
  }

  private print(style: 'dim' | 'red' | undefined, text: string): void {
    const seconds = ((performance.now() - this.begun) / 1_000).toFixed(2);
    const time = this.screen.style('dim', `${seconds.padStart(6)} s`);
    this.screen.line(`${time}  ${style ? this.screen.style(style, text) : text}`);
  }
}
