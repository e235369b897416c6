import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckResult,
  HealthCheckService,
  HealthIndicatorResult,
  HealthIndicatorService,
  TypeOrmHealthIndicator,
} from '@nestjs/terminus';
import Redis from 'ioredis';

const DEADLINE_MS = 2_000;

type Check = () => Promise<unknown>;

/** Whether this app can do its work at this moment, dependency by dependency. Not ready while it drains. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: TypeOrmHealthIndicator,
    redis: Redis,
  ) {
    this.add('redis', () => redis.ping());
  }

  /** Registers a dependency; `check` rejects while it is away. The same name again replaces the former check. */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<{ ready: boolean; report: HealthCheckResult }> {
    const indicators = [...this.checks].map(
      ([name, check]) =>
        () =>
          this.indicate(name, check),
    );
    try {
      const postgres = () => this.database.pingCheck('postgres', { timeout: DEADLINE_MS });
      return { ready: true, report: await this.health.check([postgres, ...indicators]) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { ready: false, report: error.getResponse() as HealthCheckResult };
    }
  }

  private async indicate(name: string, check: Check): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      await withinDeadline(check());
      return indicator.up();
    } catch (error) {
      return indicator.down((error as Error).message);
    }
  }
}

async function withinDeadline(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${DEADLINE_MS} ms`));
    }, DEADLINE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
