import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { JsonLogger, loadSettings, PlatformSettings, redisTransport } from '@muster/platform';
import { DocumentIngestModule } from './document-ingest.module';

async function main(): Promise<void> {
  const [settings] = loadSettings([PlatformSettings]);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(DocumentIngestModule, {
    ...redisTransport(settings),
    logger: new JsonLogger('document-ingest', settings.logLevel),
    abortOnError: false,
  });
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await app.listen();
}

main().catch((error: Error) => {
  console.error(`document-ingest: ${error.message}`);
  process.exit(1);
});
