import { Injectable } from '@nestjs/common';
import { ModelChoice, ProvidersService } from '@muster/models';
import { InvalidError } from '@muster/platform';
import type { Agent } from './agent.entity';

type Model = Pick<Agent, 'llmProvider' | 'llmModel'>;

/** Which model an agent gets whose maker does not name one in full: what the settings say at that moment. */
@Injectable()
export class AgentModels {
  constructor(
    private readonly choice: ModelChoice,
    private readonly providers: ProvidersService,
  ) {}

  /** Throws `InvalidError` for a provider without a usual model, if none is named. */
  complete({ llmProvider, llmModel }: Partial<Model>): Model {
    const [provider = '', ...model] = this.choice.fallback.split('/');
    const chosen = llmProvider ?? provider;
    const usual = chosen === provider ? model.join('/') : '';
    const named = llmModel ?? (usual || this.providers.find(chosen)?.defaultModel);
    if (named) return { llmProvider: chosen, llmModel: named };
    throw new InvalidError('Validation failed', {
      llm_model: 'llm_model must be given: the provider has no usual one',
    });
  }
}
