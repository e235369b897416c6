import { type DynamicModule, type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { JobDefinition } from '@muster/contracts';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  redisTransport,
  type SettingsClass,
  SettingsModule,
  TransportModule,
} from '@muster/platform';

export interface TestApp {
  /** What is under test, beside the platform. */
  imports: (DynamicModule | Type)[];
  settings?: SettingsClass[];
  env: NodeJS.ProcessEnv;
  sends?: JobDefinition<object>[];
  handles?: JobDefinition<object>[];
}

/** A real application on real Postgres and Redis, with its transport server, listening to no port. */
export async function startTestApp({
  imports,
  settings = [],
  env,
  sends,
  handles,
}: TestApp): Promise<INestApplication> {
  class TestAppModule {}
  Module({
    imports: [
      SettingsModule.forRoot([PlatformSettings, ...settings], env),
      DatabaseModule,
      TransportModule,
      QueueModule.forRoot({ sends, handles }),
      ...imports,
    ],
  })(TestAppModule);
  const app = await NestFactory.create(TestAppModule, { logger: ['fatal'], abortOnError: false });
  app.connectMicroservice(redisTransport(app.get(PlatformSettings)));
  await app.startAllMicroservices();
  return app.init();
}
