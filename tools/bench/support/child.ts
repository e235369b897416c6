import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** On Linux: a network of its own that has nothing but a loopback. */
const WITHOUT_NETWORK = {
  execPath: 'unshare',
  execArgv: [
    ...['--user', '--map-root-user', '--net', 'sh', '-c'],
    'ip link set lo up && exec "$0" "$@"',
    process.execPath,
  ],
};

/** A program of the bench in a process of its own, so that it does not disturb what is measured; it ends with us. */
export class Child {
  private readonly exited: Promise<unknown>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly name: string,
  ) {
    this.exited = once(process, 'exit');
    // Whoever waits for a message is told.
    this.exited.catch(() => undefined);
  }

  /** `alone`: without a network; see `WITHOUT_NETWORK`. */
  static start(
    script: string,
    options: { args?: string[]; env?: NodeJS.ProcessEnv; cwd?: string; alone?: boolean } = {},
  ): Child {
    const { args = [], env = process.env, cwd, alone = false } = options;
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
    return new Child(
      fork(script, args, { env, cwd, execArgv: [], stdio: [...stdio], ...(alone && WITHOUT_NETWORK) }),
      script,
    );
  }

  send(message: object): void {
    this.process.send(message);
  }

  /** Its next message. Throws when it ends instead. */
  async message<T>(): Promise<T> {
    const ended = this.exited.then(() => {
      throw new Error(`${this.name} has ended`);
    });
    const [message] = (await Promise.race([once(this.process, 'message'), ended])) as [T];
    return message;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
    await this.exited;
  }
}
