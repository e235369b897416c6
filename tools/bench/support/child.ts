import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A program of the bench in a process of its own, so that it does not disturb what is measured; it ends with us. */
export class Child {
  private readonly exited: Promise<unknown>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly name: string,
  ) {
    this.exited = once(process, 'exit');
  }

  static start(
    script: string,
    options: { args?: string[]; env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ): Child {
    const { args = [], env = process.env, cwd } = options;
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
    return new Child(fork(script, args, { env, cwd, execArgv: [], stdio: [...stdio] }), script);
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
