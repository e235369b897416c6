import { Logger, Type } from '@nestjs/common';
import { createHttpApplication, HttpApplicationOptions, listen } from './http-application';
import { redisTransport } from '../transport/transport.module';
import { boot, connected } from '../bootstrap/boot';
import { serviceRoot } from '../bootstrap/service-root';

interface HttpServiceOptions extends Omit<HttpApplicationOptions, 'logger' | 'preview'> {
  name: string;
}

/**
 * Runs an app with surfaces as a process: HTTP on `PORT` and `EXTRA_PORTS`, hints and questions over the
 * transport. On SIGTERM it stops accepting, ends streams, finishes what is in flight, and leaves.
 */
export const startHttpService = (
  module: Type<object>,
  { name, ...options }: HttpServiceOptions,
): Promise<void> =>
  boot(name, async ({ logger, settings, stopTracing }) => {
    const app = await createHttpApplication(serviceRoot(module, stopTracing), { ...options, logger });
    app.connectMicroservice(redisTransport(settings));
    app.enableShutdownHooks();
    await connected(settings, app.startAllMicroservices());
    const ports = await listen(app);
    new Logger(name).log(`listening on ${ports.join(', ')}`);
  });
