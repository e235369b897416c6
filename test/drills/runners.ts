import { AppProcess } from '../support/app-process';
import type { Installation } from '../support/installation';

/** Runners as processes of their own, to be killed. */
export class Runners {
  private readonly processes: AppProcess[] = [];

  constructor(private readonly installation: Installation) {}

  async start(): Promise<AppProcess> {
    const runner = AppProcess.start('agent-runner', this.installation.env);
    this.processes.push(runner);
    await runner.ready();
    return runner;
  }

  async killAll(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop('SIGKILL')));
  }
}
