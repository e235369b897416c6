import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from './backoff';
import { Leashed, unref } from './leash';

/** A server that is started again whenever it ends unasked. It does not keep this process alive. */
export class Perpetual {
  private server?: Leashed;
  private stopping = false;
  private readonly backoff = new Backoff();

  constructor(
    private readonly name: string,
    /** Answers when the server accepts connections. */
    private readonly launch: () => Promise<Leashed>,
    private readonly say: (line: string) => void,
  ) {}

  async start(): Promise<void> {
    this.backoff.started();
    const server = await this.launch();
    this.server = server;
    server.process.once('exit', () => {
      void this.startAgain();
    });
    unref(server);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.server?.stop();
  }

  private async startAgain(): Promise<void> {
    while (!this.stopping) {
      this.say(`${this.name} ended; starting it again`);
      await sleep(this.backoff.ended());
      try {
        if (!this.stopping) await this.start();
        return;
      } catch (error) {
        this.say((error as Error).message);
      }
    }
  }
}
