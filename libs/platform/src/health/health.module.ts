import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { MetricsModule } from '../metrics/metrics.module';
import { RedisModule } from '../redis/redis.module';
import { HealthServer } from './health-server';
import { Readiness } from './readiness.service';
import { StorageCheck } from './storage-check';

/** What every app has, whatever it does: readiness, metrics, and the port that shows both. */
@Global()
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), MetricsModule, RedisModule],
  providers: [Readiness, StorageCheck, HealthServer],
  exports: [Readiness, HealthServer],
})
export class HealthModule {}
