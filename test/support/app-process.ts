import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { bareEnvironment } from './environment';

const ROOT = resolve(__dirname, '..', '..');

/** An app as a process of its own, from its sources; for what can only be seen from outside. */
export class AppProcess {
  output = '';
  private readonly exit: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  private readonly message: Promise<unknown[]>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exit = once(child, 'close') as typeof this.exit;
    this.message = once(child, 'message');
  }

  static start(app: string, env: Record<string, string>): AppProcess {
    return new AppProcess(
      fork(resolve(ROOT, 'apps', app, 'src', 'main.ts'), [], {
        cwd: ROOT,
        execArgv: ['--require', resolve(__dirname, 'typescript.cjs')],
        env: { ...bareEnvironment(), ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );
  }

  /** Waits for the word that it is up; fails with its output when it ends instead. */
  async ready(): Promise<unknown> {
    const ended = this.exit.then(() => {
      throw new Error(`ended before it was ready:\n${this.output}`);
    });
    const [message] = await Promise.race([this.message, ended]);
    return message;
  }

  /** The exit code, and all it said. */
  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
    const [code, signal] = await this.exit;
    return { code, signal, output: this.output };
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): ReturnType<AppProcess['ended']> {
    this.child.kill(signal);
    return this.ended();
  }
}

/** Free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
