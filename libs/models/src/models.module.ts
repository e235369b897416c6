import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ModelChoice } from './calls/model-choice';
import { ModelsService } from './calls/models.service';
import { ModelCatalog } from './catalog/catalog';
import { EmbeddingsService } from './embeddings/embeddings.service';
import { ExtractiveProvider } from './extractive/extractive.provider';
import { ProvidersService } from './providers/providers.service';
import { ScriptedProvider } from './scripted/scripted.provider';
import { UsageEntry } from './usage/usage-entry.entity';
import { UsageLedger } from './usage/usage-ledger';
import { UsageService } from './usage/usage.service';

/** Needs `ModelSettings` among the app's settings, and the database module. */
@Module({
  imports: [TypeOrmModule.forFeature([UsageEntry])],
  providers: [
    ModelsService,
    EmbeddingsService,
    ModelChoice,
    ModelCatalog,
    ProvidersService,
    ScriptedProvider,
    ExtractiveProvider,
    UsageLedger,
    UsageService,
  ],
  exports: [ModelChoice, ModelsService, EmbeddingsService, ProvidersService, UsageService],
})
export class ModelsModule {}
