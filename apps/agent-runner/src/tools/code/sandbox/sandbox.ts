import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Interpreter } from '../languages';
import { KeptOutput } from './kept-output';
import { type Limits, type Place, sandboxArguments } from './sandbox-arguments';
import { watch } from './watchdog';

export interface SandboxRun {
  stdout: KeptOutput;
  stderr: KeptOutput;
  exitCode: number | null;
  /** Why it was ended, when it did not end by itself. */
  ended?: string;
}

/** What a privileged app becomes for the sandbox: limits on processes do not hold for root. */
const NOBODY = 65_534;
const MEGABYTE = 1024 ** 2;
const FOLDER_BYTES = 64 * MEGABYTE;

export const sandboxUser = (): number | undefined => (process.getuid?.() === 0 ? NOBODY : undefined);

/** Runs one script: no network, a read-only system, bounded time, memory, processes, files and output. */
export class Sandbox {
  constructor(
    private readonly bwrap: string,
    private readonly prlimit: string,
    readonly limits: Limits,
  ) {}

  async run(interpreter: Interpreter, place: Place, signal?: AbortSignal): Promise<SandboxRun> {
    const user = sandboxUser();
    const child = spawn(
      this.bwrap,
      sandboxArguments(interpreter, place, { ...this.limits, prlimit: this.prlimit }),
      { env: {}, stdio: ['ignore', 'pipe', 'pipe'], ...(user && { uid: user, gid: user }) },
    );
    const stdout = new KeptOutput(child.stdout);
    const stderr = new KeptOutput(child.stderr);
    const closed = once(child, 'close') as Promise<[number | null]>;
    const ended = this.guard(child, place.work, signal);
    const [exitCode] = await closed.finally(ended.release);
    return { stdout, stderr, exitCode: ended.reason ? null : exitCode, ended: ended.reason };
  }

  /** Ends the sandbox when it goes on for too long or takes too much; with its first process all others go. */
  private guard(
    child: ChildProcess,
    work: string,
    signal?: AbortSignal,
  ): { reason?: string; release: () => void } {
    const { seconds, memoryMb } = this.limits;
    const end = (reason: string): void => {
      guard.reason ??= reason;
      child.kill('SIGKILL');
    };
    const bounds = { memoryBytes: memoryMb * MEGABYTE, folderBytes: FOLDER_BYTES };
    const timer = setTimeout(() => {
      end(`more than ${seconds} seconds`);
    }, seconds * 1_000);
    const abort = (): void => {
      end('cancelled');
    };
    const unwatch = child.pid ? watch(child.pid, work, bounds, end) : () => undefined;
    signal?.addEventListener('abort', abort, { once: true });
    const guard: { reason?: string; release: () => void } = {
      release: () => {
        clearTimeout(timer);
        unwatch();
        signal?.removeEventListener('abort', abort);
      },
    };
    return guard;
  }
}
