import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client' with {
  'resolution-mode': 'import',
};
import { Lines } from './lines';

export interface ProgramOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
  /** What it prints for people. */
  onLine: (line: string) => void;
}

const GRACE_MS = 1_000;
const LAST_WORDS_MS = 500;
const LONGEST_MESSAGE = 10 * 1024 ** 2;
/** Of what a program prints for people, while it lives. */
const MOST_PRINTED = 64 * 1024;
const LONGEST_LINE = 1_000;

/** Speaks to a program over its standard streams. It leads a process group, which is ended with it. */
export class ProgramTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private child?: ChildProcess;
  private readonly incoming = new Lines(LONGEST_MESSAGE);
  private parse?: (line: string) => JSONRPCMessage;
  private serialize?: (message: JSONRPCMessage) => string;
  private printed = 0;

  constructor(private readonly options: ProgramOptions) {}

  /** By these two the library knows that it speaks to a program. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  get stderr(): ChildProcess['stderr'] | null {
    return this.child?.stderr ?? null;
  }

  async start(): Promise<void> {
    const { deserializeMessage, serializeMessage } = await import('@modelcontextprotocol/client');
    this.parse = deserializeMessage;
    this.serialize = serializeMessage;
    const { command, args, env, cwd } = this.options;
    const child = spawn(command, args, { env, cwd, detached: true, stdio: 'pipe' });
    this.child = child;
    child.on('error', (error) => this.onerror?.(error));
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.print(text);
    });
    child.once('exit', () => {
      this.end(child);
    });
    await once(child, 'spawn');
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const { child, serialize } = this;
    if (!child?.stdin?.writable || !serialize) throw new Error('the program has ended');
    if (!child.stdin.write(serialize(message)))
      await Promise.race([once(child.stdin, 'drain'), once(child, 'exit')]);
  }

  /** The end of its input asks it to end; whoever stays is ended, with all that it started. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin?.end();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const patience = new AbortController();
      await Promise.race([exited, sleep(GRACE_MS, undefined, patience).catch(() => undefined)]);
      patience.abort();
      if (child.exitCode !== null || child.signalCode !== null) break;
      kill(child, signal);
    }
    await exited;
  }

  /** What it said last may still be on its way; what it started might hold the way open for ever. */
  private end(child: ChildProcess): void {
    kill(child, 'SIGKILL');
    const closed = once(child, 'close');
    void Promise.race([closed, sleep(LAST_WORDS_MS)]).then(() => this.onclose?.());
  }

  private take(chunk: Buffer): void {
    try {
      for (const line of this.incoming.take(chunk)) this.deliver(line);
    } catch (error) {
      this.onerror?.(error as Error);
      if (this.child) kill(this.child, 'SIGKILL');
    }
  }

  /** Some programs print for people where only messages should be: such a line is left out. */
  private deliver(line: string): void {
    let message: JSONRPCMessage | undefined;
    try {
      message = this.parse?.(line);
    } catch (error) {
      this.onerror?.(error as Error);
    }
    if (message) this.onmessage?.(message);
  }

  private print(text: string): void {
    if (this.printed >= MOST_PRINTED) return;
    this.printed += text.length;
    for (const line of text.split('\n').filter(Boolean)) this.options.onLine(line.slice(0, LONGEST_LINE));
    if (this.printed >= MOST_PRINTED) this.options.onLine('(nothing more of what it prints is kept)');
  }
}

/** The whole group; none is left to be told when it has gone. */
function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
