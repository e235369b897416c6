import type { MigrationClass } from '@muster/platform';
import { Usage1764000200000 } from './migrations/1764000200000-usage';

export type {
  AnswerMaterial,
  Charge,
  DecisionMaterial,
  HistoryItem,
  JsonSchema,
  Material,
  ModelAnswer,
  ModelCall,
  ModelInfo,
  ModelRef,
  ModelRole,
  Passage,
  SummaryMaterial,
  TokenUsage,
  ToolCall,
  ToolOffer,
} from './calls/model-call';
export { ModelChoice } from './calls/model-choice';
export { ModelsService } from './calls/models.service';
export type { Decision } from './decisions/decision';
export { type EmbeddingAnswer, type EmbeddingCall, EmbeddingsService } from './embeddings/embeddings.service';
export { EXTRACTIVE_NOTE } from './extractive/answer';
export { sentencesOf, type Sentence } from './extractive/text/sentences';
export { ModelSettings } from './model.settings';
export { ModelsModule } from './models.module';
export type { BreakerState } from './remote/breaker';
export { type ModelOverrides, ProvidersService } from './providers/providers.service';
export type { Scenario, ScenarioTurn } from './scripted/scenario';
export { UsageEntry, type UsageOutcome } from './usage/usage-entry.entity';
export { type UsageRecord, type UsageScope, UsageService, type UsageTotals } from './usage/usage.service';

export const modelsMigrations: MigrationClass[] = [Usage1764000200000];
