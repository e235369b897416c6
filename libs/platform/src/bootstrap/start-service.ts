import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthServer } from '../health/health-server';
import { redisTransport } from '../transport/transport.module';
import { boot, connected } from './boot';
import { serviceRoot } from './service-root';

interface ServiceOptions {
  name: string;
}

/**
 * Runs an app without a surface as a process: it executes jobs, hears hints and answers questions over the
 * transport, and shows its health on `HEALTH_PORT`. Stops gracefully on SIGTERM and SIGINT.
 */
export const startService = (module: Type<object>, { name }: ServiceOptions): Promise<void> =>
  boot(name, async ({ logger, settings, stopTracing }) => {
    const app = await NestFactory.createMicroservice(serviceRoot(module, stopTracing), {
      ...redisTransport(settings),
      logger,
      abortOnError: false,
    });
    app.enableShutdownHooks();
    await connected(settings, app.listen());
    if (settings.healthPort > 0) await app.get(HealthServer).listen(settings.healthPort);
  });
