import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { IpRulesService } from '../addresses/ip-rules.service';
import { definitionOf, type SettingName } from '../settings/catalog';
import { InstallationSettings } from '../settings/settings.service';

/** Where a hint got lost. */
const REFRESH_MS = 5_000;

type Listener = (value: string | undefined) => void;

/** What is configured, as this process knows it: read at the start, when somebody says so, and every few seconds. */
@Injectable()
export class LiveSettings implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LiveSettings.name);
  private readonly listeners = new Map<SettingName, Listener>();
  private values = new Map<string, string>();
  private timer?: NodeJS.Timeout;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: InstallationSettings,
    private readonly addresses: IpRulesService,
  ) {}

  /** Nobody is served before it is known who may be. */
  async onModuleInit(): Promise<void> {
    await this.read();
  }

  onApplicationBootstrap(): void {
    this.tell();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
  }

  /** Undefined: nobody has set it. Secrets are sealed. */
  value(name: SettingName): string | undefined {
    return this.values.get(name);
  }

  flag(name: SettingName): boolean {
    return (this.values.get(name) ?? definitionOf(name).default) === 'true';
  }

  /** Tells the value at the start, and whenever it may have changed; undefined: nobody has set it. */
  on(name: SettingName, listener: Listener): void {
    this.listeners.set(name, listener);
  }

  /** Reads everything again. While the database is away, what is known holds. */
  refresh(): Promise<void> {
    this.reading = this.reading.then(async () => {
      try {
        await this.read();
        this.tell();
      } catch (error) {
        this.logger.warn(`settings were not read again: ${String(error)}`);
      }
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    [this.values] = await Promise.all([this.settings.stored(), this.addresses.refresh()]);
  }

  private tell(): void {
    for (const [name, listener] of this.listeners) listener(this.values.get(name));
  }
}
