import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  OnApplicationBootstrap,
  OnModuleDestroy,
} from '@nestjs/common';
import { Rewrapper } from './rewrapper';
import type { SealedColumn } from './sealed-columns';

/** Apps that still have the old key may go on sealing with it for a while after the first pass. */
const EVERY_MS = 600_000;
const SEALED_COLUMNS = Symbol('sealed columns');

@Injectable()
class KeyRotation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(KeyRotation.name);
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private passing?: Promise<void>;

  constructor(
    private readonly rewrapper: Rewrapper,
    @Inject(SEALED_COLUMNS) private readonly columns: SealedColumn[],
  ) {}

  onApplicationBootstrap(): void {
    this.passing = this.pass();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.passing;
  }

  private async pass(): Promise<void> {
    try {
      const done = await this.rewrapper.run(this.columns, () => this.stopped);
      if (done && done.rewrapped + done.failed > 0)
        this.logger.log(`rewrapped ${done.rewrapped} secrets under the current master key`, { ...done });
    } catch (error) {
      this.logger.warn(`secrets were not rewrapped: ${String(error)}`);
    }
    if (!this.stopped) this.timer = setTimeout(() => this.onApplicationBootstrap(), EVERY_MS);
  }
}

/** For the app that tidies up behind all of them: after a change of the master key, or the first one, it rewraps and seals. */
@Module({})
export class KeyRotationModule {
  static of(columns: SealedColumn[]): DynamicModule {
    return {
      module: KeyRotationModule,
      providers: [Rewrapper, KeyRotation, { provide: SEALED_COLUMNS, useValue: columns }],
    };
  }
}
