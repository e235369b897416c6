import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { StrayFiles } from './stray-files';

const EVERY_MS = 15_000;

/** Removes bytes that no file owns, again and again. */
@Injectable()
export class StraySweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StraySweeper.name);
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private sweeping?: Promise<void>;

  constructor(private readonly strays: StrayFiles) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep();
    }, EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      await this.strays.sweep();
    } catch (error) {
      this.logger.warn(`sweep failed: ${String(error)}`);
    }
    if (!this.stopped) this.onApplicationBootstrap();
  }
}
