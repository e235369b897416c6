import { Global, Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module';
import { HttpMetrics } from '../metrics/http-metrics';
import { Drain } from './front/drain.service';
import { Front } from './front/front';
import { IdempotencyStore } from './idempotency/idempotency.store';
import { RateLimiter } from './rate-limit/rate-limiter';

/** What an app with surfaces needs beside `HttpSettings`; `startHttp` puts it to work. */
@Global()
@Module({
  imports: [HealthModule],
  providers: [HttpMetrics, Drain, Front, RateLimiter, IdempotencyStore],
  exports: [Front, Drain, RateLimiter, IdempotencyStore],
})
export class HttpModule {}
