import {
  Injectable,
  Logger,
  OnApplicationBootstrap,
  OnModuleDestroy,
  OnModuleInit,
  Optional,
} from '@nestjs/common';
import { Pool } from 'pg';
import { OneByOne, Vault } from '@muster/platform';
import { definitionOf, placeOf, type SettingName } from '../settings/catalog';

/** Where a hint got lost. */
const REFRESH_MS = 5_000;

interface Stored {
  name: string;
  value: string;
  secret: string | null;
}

type Effect = () => void;

/**
 * The settings of the installation, as this process knows them: read at the start, when somebody says so, and every few
 * seconds. Secrets can be had where there is a vault.
 */
@Injectable()
export class LiveSettings implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LiveSettings.name);
  private readonly effects: Effect[] = [];
  /** What kept each of them from taking effect the last time: said once. */
  private readonly problems = new Map<Effect, string>();
  private readonly companions: (() => Promise<void>)[] = [];
  private rows = new Map<string, Stored>();
  private timer?: NodeJS.Timeout;
  private readonly reading = new OneByOne();

  constructor(
    private readonly pool: Pool,
    @Optional() private readonly vault?: Vault,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.read();
  }

  onApplicationBootstrap(): void {
    this.tell();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.reading.do(() => Promise.resolve());
  }

  /** Undefined: nobody has set it. Throws as `Vault.open` does for a secret that cannot be opened. */
  value(name: SettingName): string | undefined {
    const row = this.rows.get(name);
    return row?.secret ? this.vault?.open(placeOf(name), row.secret) : row?.value;
  }

  flag(name: SettingName): boolean {
    return (this.value(name) ?? definitionOf(name).default) === 'true';
  }

  /** Tells the value at the start, and whenever it may have changed; undefined: nobody has set it. */
  on(name: SettingName, effect: (value: string | undefined) => void): void {
    this.onAny(() => {
      effect(this.value(name));
    });
  }

  /** The same for a number: what the catalogue says while nobody has set it. */
  onNumber(name: SettingName, effect: (value: number) => void): void {
    this.on(name, (value) => {
      effect(Number(value ?? definitionOf(name).default));
    });
  }

  /** The same for effects of several settings, which they ask for themselves. */
  onAny(effect: Effect): void {
    this.effects.push(effect);
  }

  /** To be read again whenever the settings are. */
  alongside(read: () => Promise<void>): void {
    this.companions.push(read);
  }

  /** Reads everything again. While the database is away, what is known holds. */
  refresh(): Promise<void> {
    return this.reading.do(async () => {
      try {
        await Promise.all([this.read(), ...this.companions.map((read) => read())]);
        this.tell();
      } catch (error) {
        this.logger.warn(`settings were not read again: ${String(error)}`);
      }
    });
  }

  private async read(): Promise<void> {
    const { rows } = await this.pool.query<Stored>('SELECT name, value, secret FROM setting');
    this.rows = new Map(rows.map((row) => [row.name, row]));
  }

  private tell(): void {
    for (const effect of this.effects) this.attempt(effect);
  }

  /** One that cannot take effect holds up no other. */
  private attempt(effect: Effect): void {
    try {
      effect();
      this.problems.delete(effect);
    } catch (error) {
      const problem = String(error);
      if (this.problems.get(effect) !== problem) this.logger.warn(`a setting has no effect: ${problem}`);
      this.problems.set(effect, problem);
    }
  }
}
