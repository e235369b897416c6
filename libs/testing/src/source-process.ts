import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** What makes Node run TypeScript as it lies there, in a process and in its children. */
export const RUN_SOURCES = ['-r', join(ROOT, 'libs/testing/register-source.js')];

/** An app of this repository in a process of its own, run from its sources, to be stopped or killed by the spec. */
export class SourceProcess {
  /** Everything it printed. */
  output = '';
  private readonly child: ChildProcess;

  constructor(app: string, env: NodeJS.ProcessEnv) {
    const main = join(ROOT, 'apps', app, 'src/main.ts');
    this.child = spawn(process.execPath, [...RUN_SOURCES, main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => (this.output += String(chunk)));
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Answers the exit code, or null when the signal itself ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.running) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}
