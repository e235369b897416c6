import { ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { UnavailableError } from '@muster/platform';
import type { FromParser, ToParser } from './messages';

/** What the watchdog ends a process with that took too much memory, and what the engine's own end looks like. */
const OUT_OF_MEMORY: readonly (string | null)[] = ['SIGUSR2', 'SIGABRT'];
/** The engine's heap, as a share of the memory a parser may take; files themselves lie outside of it. */
const HEAP_SHARE = 0.6;
/** Parsers make much that is forgotten at once; with the usual 16 MB a tenth of their time goes into clearing it away. */
const YOUNG = '--max-semi-space-size=32';

/** One parser's process, from the app's side. */
export class ParserProcess {
  private readonly child: ChildProcess;
  private readonly inbox: FromParser[] = [];
  private readonly exited: Promise<Error>;
  private ended?: Error;
  private wake?: () => void;

  constructor(memoryMb: number) {
    this.child = fork(join(__dirname, `parser.main${extname(__filename)}`), [String(memoryMb)], {
      execArgv: [...process.execArgv, `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`, YOUNG],
      // Nothing of the app's secrets is any business of code that reads strangers' files.
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (message: FromParser) => {
      this.inbox.push(message);
      this.wake?.();
    });
    this.exited = new Promise((resolve) => {
      this.child.once('error', resolve);
      this.child.once('exit', (_code, signal) => {
        resolve(endOf(signal));
      });
    });
    void this.exited.then((error) => {
      this.ended = error;
      this.wake?.();
    });
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  async feed(open: Extract<ToParser, { type: 'open' }>, bytes: Readable): Promise<void> {
    await this.send(open);
    for await (const chunk of bytes) await this.send({ type: 'bytes', bytes: chunk as Buffer });
    await this.send({ type: 'end' });
  }

  /** The next message; rejects when the process dies, says nothing for `stallMs`, or the signal fires. */
  async next(stallMs: number, signal: AbortSignal): Promise<FromParser> {
    const patience = AbortSignal.timeout(stallMs);
    for (;;) {
      const message = this.inbox.shift();
      if (message) return message;
      if (this.ended) throw this.ended;
      signal.throwIfAborted();
      if (patience.aborted)
        throw new UnavailableError(`reading it took too long: nothing for ${stallMs / 1_000} seconds`, {
          reason: 'too_costly',
        });
      await this.woken(AbortSignal.any([signal, patience]));
    }
  }

  /** A message that cannot be sent any more fails with the reason for which the process ended. */
  send(message: ToParser): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.send(message, (error) => {
        if (!error) return resolve();
        this.kill();
        void this.exited.then(reject);
      });
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Lets the app end while this process idles. */
  rest(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  work(): void {
    this.child.ref();
    this.child.channel?.ref();
  }

  private woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        resolve();
      };
      this.wake = done;
      signal.addEventListener('abort', done);
    });
  }
}

const endOf = (signal: NodeJS.Signals | null): Error =>
  OUT_OF_MEMORY.includes(signal)
    ? new UnavailableError('reading it took too much memory', { reason: 'too_costly' })
    : new UnavailableError('its reader ended unexpectedly', { reason: 'crashed' });
