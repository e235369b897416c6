import { Injectable } from '@nestjs/common';
import { InvalidError } from '@muster/platform';
import type { Material } from '../calls/model-call';
import type { Attempt, Provider, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { answerFrom } from './answer';
import { decide } from './decide/decide';
import { summarize } from './summary';

/**
 * The model of an installation without a language model: it quotes the documents, follows plain instructions and
 * says that it is nothing more. No network, no chance: the same material gives the same answer.
 */
@Injectable()
export class ExtractiveProvider implements Provider {
  readonly name = 'extractive';
  readonly remote = false;
  readonly defaultModel = 'passages';

  answer({ call, onText }: ProviderRequest, attempt: Attempt): Promise<ProviderAnswer> {
    attempt.tries = 1;
    const { material } = call;
    if (!material) {
      return Promise.reject(
        new InvalidError(
          'no language model is configured, and this cannot be answered by quoting documents: set a provider key and DEFAULT_MODEL',
          undefined,
          'language_model_required',
        ),
      );
    }
    const result = work(material);
    const text = 'text' in result ? result.text : JSON.stringify(result.object);
    if (onText) for (const piece of text.match(/\S+\s*|\s+/g) ?? []) onText(piece);
    return Promise.resolve({
      ...result,
      text,
      toolCalls: [],
      finishReason: 'stop',
      // No tokens: nothing was read or written by a language model.
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 },
      estimated: false,
    });
  }
}

function work(material: Material): { text: string } | { object: unknown } {
  switch (material.kind) {
    case 'decision':
      return { object: decide(material) };
    case 'answer':
      return { text: answerFrom(material.question, material.passages).text };
    case 'summary':
      return { text: summarize(material.text, material.maxWords) };
  }
}
