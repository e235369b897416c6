import { ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../processes/backoff';
import { supervised } from '../processes/supervised';

/** How one app is run. */
export interface AppSpec {
  name: string;
  script: string;
  env?: NodeJS.ProcessEnv;
  /** Flags of Node, above all limits of memory. */
  flags?: string[];
}

const ACCUSING = /error:|cannot|failed/i;

/** What an app gets to finish its work after it was asked to stop. */
const GRACE_MS = 10_000;

/**
 * One app as a process that is started again whenever it ends, at once the first time. It has a process group of its
 * own: Ctrl-C in the terminal reaches the supervisor alone, which stops things in their order. An app says `{ ready: true }`
 * over its channel once it can do its work.
 */
export class AppProcess {
  private child?: ChildProcess;
  private stopping = false;
  private readonly backoff = new Backoff();
  private waiting = new AbortController();
  private done: Promise<void> = Promise.resolve();
  /** The line of its log that explains best why it does not start. */
  private lastWords = '';
  private said?: () => void;
  /** Settles when the app first says that it can do its work. */
  readonly ready = new Promise<void>((resolve) => {
    this.said = resolve;
  });

  constructor(
    readonly spec: AppSpec,
    private readonly env: NodeJS.ProcessEnv,
    private readonly print: (app: string, line: string) => void,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Why it will not come up; undefined while there is hope. */
  get hopeless(): string | undefined {
    return this.backoff.failures >= 3 ? `${this.spec.name} does not start: ${this.lastWords}` : undefined;
  }

  start(): void {
    this.done = this.keepRunning();
  }

  /** Asks it to finish; what has not ended after the grace period is killed. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.waiting.abort();
    const killer = setTimeout(() => {
      this.kill();
    }, GRACE_MS);
    this.child?.kill('SIGTERM');
    await this.done;
    clearTimeout(killer);
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping) {
      this.backoff.started();
      const how = await this.runOnce();
      if (this.stopping) return;
      const delay = this.backoff.ended();
      this.print(this.spec.name, `ended (${how}); starting again${delay > 0 ? ` in ${delay} ms` : ''}`);
      await sleep(delay, undefined, { signal: this.waiting.signal }).catch(() => undefined);
    }
  }

  private runOnce(): Promise<string> {
    const child = fork(this.spec.script, [], {
      ...supervised({ ...this.env, ...this.spec.env }, this.spec.flags),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.relay(stream);
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready) this.said?.();
    });
    return new Promise((resolve) => {
      child.once('error', (error) => {
        resolve(error.message);
      });
      child.once('exit', (code, signal) => {
        resolve(signal ?? `code ${code}`);
      });
    });
  }

  private relay(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() && (ACCUSING.test(line) || !ACCUSING.test(this.lastWords)))
        this.lastWords = line.trim();
      this.print(this.spec.name, line);
    });
  }
}
