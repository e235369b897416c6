import type { DynamicModule, Type } from '@nestjs/common';
import { HealthModule } from '../health/health.module';

const TRACING = Symbol('tracing');

/** An app's module with what every app has: health, metrics, and an end of tracing that loses no span. */
export const serviceRoot = (module: Type<object>, stopTracing: () => Promise<void>): DynamicModule => ({
  module: class ServiceRoot {},
  imports: [module, HealthModule],
  providers: [{ provide: TRACING, useValue: { onApplicationShutdown: stopTracing } }],
});
