import type { EmbeddingModel, LanguageModel } from 'ai';

// Required when first needed: together they take some 30 MB, which a process that never calls a model keeps.
/* eslint-disable @typescript-eslint/no-require-imports */
let ai: typeof import('ai') | undefined;

export function aiSdk(): typeof import('ai') {
  if (!ai) {
    // Its warnings would go to the console past our logger, quoting requests.
    (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
    ai = require('ai') as typeof import('ai');
  }
  return ai;
}

/** How one provider's models are made. */
export interface SdkModels {
  language(model: string): LanguageModel;
  /** Absent: the provider embeds nothing. */
  embedding?(model: string): EmbeddingModel;
}

export interface Endpoint {
  baseURL: string;
  apiKey?: string;
}

/** Stands for the key where a server wants none but the client insists on sending one. */
const NO_KEY = 'none';

export function openaiModels({ baseURL, apiKey }: Endpoint, api: 'chat' | 'responses'): SdkModels {
  const { createOpenAI } = require('@ai-sdk/openai') as typeof import('@ai-sdk/openai');
  const openai = createOpenAI({ baseURL, apiKey: apiKey ?? NO_KEY });
  return {
    language: (model) => (api === 'chat' ? openai.chat(model) : openai.responses(model)),
    embedding: (model) => openai.embedding(model),
  };
}

export function anthropicModels({ baseURL, apiKey }: Endpoint): SdkModels {
  const { createAnthropic } = require('@ai-sdk/anthropic') as typeof import('@ai-sdk/anthropic');
  const anthropic = createAnthropic({ baseURL, apiKey: apiKey ?? NO_KEY });
  return { language: (model) => anthropic(model) };
}

export function googleModels({ baseURL, apiKey }: Endpoint): SdkModels {
  const { createGoogleGenerativeAI } = require('@ai-sdk/google') as typeof import('@ai-sdk/google');
  const google = createGoogleGenerativeAI({ baseURL, apiKey: apiKey ?? NO_KEY });
  return { language: (model) => google(model), embedding: (model) => google.embedding(model) };
}

export function compatibleModels(name: string, { baseURL, apiKey }: Endpoint): SdkModels {
  const { createOpenAICompatible } =
    require('@ai-sdk/openai-compatible') as typeof import('@ai-sdk/openai-compatible');
  const server = createOpenAICompatible({
    name,
    baseURL,
    ...(apiKey !== undefined && { apiKey }),
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return { language: (model) => server.chatModel(model), embedding: (model) => server.embeddingModel(model) };
}
