import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { Hinter } from '@muster/platform';
import { IdentitySettings } from '../identity.settings';
import {
  merged,
  requiredSince,
  SECURITY_DEFAULTS,
  type SecurityChange,
  type SecurityConfig,
} from './security-config';
import { SecurityConfigRow } from './security-config.entity';

/** How long the rules are believed when the hint about a change got lost. */
const FRESH_MS = 5_000;
const ROW = 1;

/** The security rules in force: defaults, what the settings say, what administrators changed. */
@Injectable()
export class SecurityPolicy {
  private readonly defaults: SecurityConfig;
  private known?: { config: Promise<SecurityConfig>; freshUntil: number };

  constructor(
    @InjectRepository(SecurityConfigRow) private readonly rows: Repository<SecurityConfigRow>,
    private readonly hinter: Hinter,
    settings: IdentitySettings,
  ) {
    this.defaults = merged(SECURITY_DEFAULTS, {
      lockout: {
        maxAttempts: settings.loginMaxFailures,
        windowMinutes: settings.loginWindowMinutes,
        durationMinutes: settings.loginLockMinutes,
      },
    });
  }

  /** A few seconds old at most. */
  current(): Promise<SecurityConfig> {
    if (this.known && this.known.freshUntil > Date.now()) return this.known.config;
    const config = this.load();
    const known = { config, freshUntil: Date.now() + FRESH_MS };
    this.known = known;
    // A failure is not remembered: the next one asks again.
    config.catch(() => {
      if (this.known === known) this.known = undefined;
    });
    return config;
  }

  /**
   * Changes what is given and answers all rules as they are then. Whether the values make sense is the caller's affair.
   * `also` is done in the same transaction.
   */
  async update(
    change: SecurityChange,
    also: (manager: EntityManager) => Promise<void> = () => Promise.resolve(),
  ): Promise<SecurityConfig> {
    const config = await this.rows.manager.transaction(async (manager) => {
      await manager
        .createQueryBuilder()
        .insert()
        .into(SecurityConfigRow)
        .values({ id: ROW })
        .orIgnore()
        .execute();
      const row = await manager.findOneOrFail(SecurityConfigRow, {
        where: { id: ROW },
        lock: { mode: 'pessimistic_write' },
      });
      const names = [...new Set([...Object.keys(row.config), ...Object.keys(change)])];
      const changed = merged(
        Object.fromEntries(names.map((name) => [name, sectionOf(row.config, name)])),
        change,
      );
      if (change.mfa) await this.dateDuties(manager, row.config, changed);
      await manager.update(SecurityConfigRow, { id: ROW }, { config: changed });
      await also(manager);
      return merged(this.defaults, changed);
    });
    this.forget();
    this.hinter.hint('security.changed', {});
    return config;
  }

  /** What is known here is stale. */
  forget(): void {
    this.known = undefined;
  }

  /** Notes in `after` since when which role is asked for a second factor, by the clock of the database. */
  private async dateDuties(manager: EntityManager, before: object, after: object): Promise<void> {
    const [clock] = await manager.query<[{ now: Date }]>('SELECT now()');
    const [old, next] = [merged(this.defaults, before), merged(this.defaults, after)];
    Object.assign(sectionOf(after, 'mfa'), { requiredSince: requiredSince(old.mfa, next.mfa, clock.now) });
  }

  private async load(): Promise<SecurityConfig> {
    const row = await this.rows.findOneBy({ id: ROW });
    return merged(this.defaults, row?.config ?? {});
  }
}

const sectionOf = (config: object, name: string): object =>
  (Reflect.get(config, name) as object | undefined) ?? {};
