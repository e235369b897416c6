import { Injectable } from '@nestjs/common';
import type { EmbeddingModel } from 'ai';
import { InvalidError } from '@muster/platform';
import type { Charge, ModelRef } from '../calls/model-call';
import { ModelChoice } from '../calls/model-choice';
import { estimateTokens } from '../calls/token-estimate';
import { ModelSettings } from '../model.settings';
import type { Attempt, ProviderRequest } from '../providers/provider';
import { ProvidersService } from '../providers/providers.service';
import { RemoteProvider } from '../remote/remote.provider';
import { aiSdk } from '../remote/sdk';
import { UsageLedger } from '../usage/usage-ledger';

export interface EmbeddingCall {
  texts: string[];
  signal?: AbortSignal;
  charge: Charge;
}

export interface EmbeddingAnswer {
  /** One for each text, in order. */
  vectors: number[][];
  /** `provider/model`. */
  model: string;
  usage: { inputTokens: number; costUsd: number };
}

/** Texts to vectors, by the model that `EMBEDDING_MODEL` names. */
@Injectable()
export class EmbeddingsService {
  constructor(
    private readonly settings: ModelSettings,
    private readonly choice: ModelChoice,
    private readonly providers: ProvidersService,
    private readonly ledger: UsageLedger,
  ) {}

  /** `provider/model`; undefined: nothing embeds, and search is by words alone. */
  get model(): string | undefined {
    return this.settings.embeddingModel;
  }

  /** Throws as `ModelsService.generate` does, and `InvalidError` when `EMBEDDING_MODEL` is not set. */
  async embed({ texts, signal, charge }: EmbeddingCall): Promise<EmbeddingAnswer> {
    const { provider, ref, model } = this.target();
    const attempt: Attempt = { tries: 0, text: '' };
    const request: ProviderRequest = {
      model: ref.model,
      messages: [],
      call: { messages: [], system: texts.join('\n'), charge },
      timeoutMs: this.settings.timeoutMs,
    };
    const entry = this.ledger.open(ref, request, attempt, true);
    try {
      const { embeddings: vectors, usage: counted } = await provider.guarded(
        ref.model,
        attempt,
        this.settings.timeoutMs,
        signal,
        (abortSignal) => aiSdk().embedMany({ model, values: texts, maxRetries: 0, abortSignal }),
      );
      // Not a number: the server did not count.
      const estimated = Number.isNaN(counted.tokens);
      const inputTokens = estimated ? estimateTokens(texts.join('').length) : counted.tokens;
      const usage = { inputTokens, cachedInputTokens: 0, outputTokens: 0 };
      const answer = { text: '', toolCalls: [], finishReason: 'stop', usage, estimated };
      const costUsd = await entry.answered(answer);
      return { vectors, model: `${ref.provider}/${ref.model}`, usage: { inputTokens, costUsd } };
    } catch (error) {
      throw await entry.failed(error);
    }
  }

  private target(): { provider: RemoteProvider; ref: ModelRef; model: EmbeddingModel } {
    if (this.model === undefined) throw new InvalidError('no embeddings: EMBEDDING_MODEL is not set');
    const ref = this.choice.resolve(this.model);
    const provider = this.providers.usable(ref.provider);
    const model = provider instanceof RemoteProvider ? provider.models.embedding?.(ref.model) : undefined;
    if (!(provider instanceof RemoteProvider) || !model) {
      throw new InvalidError(`EMBEDDING_MODEL: the provider ${provider.name} has no embeddings`);
    }
    return { provider, ref, model };
  }
}
