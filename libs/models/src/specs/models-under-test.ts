import { randomUUID } from 'node:crypto';
import { DynamicModule, INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, loadSettings, PlatformSettings } from '@muster/platform';
import type { Charge, ModelCall } from '../calls/model-call';
import { ModelChoice } from '../calls/model-choice';
import { ModelsService } from '../calls/models.service';
import { EmbeddingsService } from '../embeddings/embeddings.service';
import { ModelSettings } from '../model.settings';
import { ModelsModule } from '../models.module';
import { ProvidersService } from '../providers/providers.service';
import { UsageService } from '../usage/usage.service';

@Module({})
class UnderTest {}

export interface ModelsUnderTest {
  models: ModelsService;
  choice: ModelChoice;
  embeddings: EmbeddingsService;
  providers: ProvidersService;
  usage: UsageService;
  close(): Promise<void>;
}

/** The real module on a real database, with exactly these settings. */
export async function modelsUnderTest(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<ModelsUnderTest> {
  const app = await NestFactory.createApplicationContext(rootModule({ DATABASE_URL: databaseUrl, ...env }), {
    logger: false,
    abortOnError: false,
  });
  return { ...servicesOf(app), close: () => app.close() };
}

function rootModule(env: Record<string, string>): DynamicModule {
  const classes = [PlatformSettings, ModelSettings];
  const loaded = loadSettings<[PlatformSettings, ModelSettings]>([PlatformSettings, ModelSettings], env);
  const settings: DynamicModule = {
    module: class SettingsOfTest {},
    global: true,
    providers: classes.map((provide, index) => ({ provide, useValue: loaded[index] })),
    exports: classes,
  };
  return { module: UnderTest, imports: [settings, DatabaseModule, ModelsModule] };
}

const servicesOf = (app: INestApplicationContext) => ({
  models: app.get(ModelsService),
  choice: app.get(ModelChoice),
  embeddings: app.get(EmbeddingsService),
  providers: app.get(ProvidersService),
  usage: app.get(UsageService),
});

export const someCharge = (): Charge => ({ orgId: randomUUID(), userId: randomUUID() });

/** A call that says `text`; everything else as given. */
export const callOf = (text: string, rest: Partial<ModelCall> = {}): ModelCall => ({
  messages: [{ role: 'user', content: text }],
  charge: someCharge(),
  ...rest,
});
