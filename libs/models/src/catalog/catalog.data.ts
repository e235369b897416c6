/** Prices in USD per million tokens. A price that is left out is the one of plain input. */
export interface Price {
  input: number;
  cachedInput?: number;
  cacheWrite?: number;
  output: number;
}

export interface CatalogEntry extends Partial<Price> {
  contextWindow?: number;
  maxOutputTokens?: number;
  /** Prices of the whole call once its input exceeds `above` tokens. */
  long?: Price & { above: number };
}

const gpt = (input: number, cachedInput: number, output: number, cacheWrite = input): CatalogEntry => ({
  contextWindow: 1_050_000,
  maxOutputTokens: 128_000,
  input,
  cachedInput,
  cacheWrite,
  output,
  long: {
    above: 272_000,
    input: input * 2,
    cachedInput: cachedInput * 2,
    cacheWrite: cacheWrite * 2,
    output: output * 1.5,
  },
});

const gpt5 = (input: number, cachedInput: number, output: number): CatalogEntry => ({
  contextWindow: 400_000,
  maxOutputTokens: 128_000,
  input,
  cachedInput,
  output,
});

const claude = (input: number, output: number, cachedInput = input / 10, contextWindow = 1_000_000) => ({
  contextWindow,
  maxOutputTokens: 128_000,
  input,
  cachedInput,
  cacheWrite: input * 1.25,
  output,
});

const gemini = (input: number, cachedInput: number, output: number): CatalogEntry => ({
  contextWindow: 1_048_576,
  maxOutputTokens: 65_536,
  input,
  cachedInput,
  output,
});

/**
 * Context sizes and list prices of well-known models, from the providers' public price pages as of November 2026.
 * Prices change: `MODEL_CATALOG` names a file that overrides any of this. A dated name (`gpt-5-2025-08-07`) is
 * found under its family.
 */
export const CATALOG: Record<string, CatalogEntry> = {
  'openai/gpt-6-astra': gpt(10, 1, 50, 12.5),
  'openai/gpt-6.1-sol': gpt(2, 0.1, 10, 2.5),
  'openai/gpt-6.1-terra': gpt(1, 0.05, 5, 1.25),
  'openai/gpt-6-sol': gpt(2, 0.2, 10, 2.5),
  'openai/gpt-6-luna': gpt(0.1, 0.01, 0.5, 0.125),
  'openai/gpt-5.6': gpt(4, 0.4, 20, 5),
  'openai/gpt-5.6-sol': gpt(4, 0.4, 20, 5),
  'openai/gpt-5.6-terra': gpt(2, 0.2, 12, 2.5),
  'openai/gpt-5.6-luna': gpt(0.2, 0.02, 1.2, 0.25),
  'openai/gpt-5.5': gpt(5, 0.5, 30),
  'openai/gpt-5.4': gpt(2.5, 0.25, 15),
  'openai/gpt-5.4-mini': gpt5(0.75, 0.075, 4.5),
  'openai/gpt-5.4-nano': gpt5(0.2, 0.02, 1.25),
  'openai/gpt-5.2': gpt5(1.75, 0.175, 14),
  'openai/gpt-5.1': gpt5(1.25, 0.125, 10),
  'openai/gpt-5': gpt5(1.25, 0.125, 10),
  'openai/gpt-5-mini': gpt5(0.25, 0.025, 2),
  'openai/gpt-5-nano': gpt5(0.05, 0.005, 0.4),
  'openai/gpt-4.1': {
    contextWindow: 1_047_576,
    maxOutputTokens: 32_768,
    input: 2,
    cachedInput: 0.5,
    output: 8,
  },
  'openai/gpt-4.1-mini': {
    contextWindow: 1_047_576,
    maxOutputTokens: 32_768,
    input: 0.4,
    cachedInput: 0.1,
    output: 1.6,
  },
  'openai/gpt-4.1-nano': {
    contextWindow: 1_047_576,
    maxOutputTokens: 32_768,
    input: 0.1,
    cachedInput: 0.025,
    output: 0.4,
  },
  'openai/gpt-4o': {
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    input: 2.5,
    cachedInput: 1.25,
    output: 10,
  },
  'openai/gpt-4o-mini': {
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    input: 0.15,
    cachedInput: 0.075,
    output: 0.6,
  },
  'openai/o3': { contextWindow: 200_000, maxOutputTokens: 100_000, input: 2, cachedInput: 0.5, output: 8 },
  'openai/o4-mini': {
    contextWindow: 200_000,
    maxOutputTokens: 100_000,
    input: 1.1,
    cachedInput: 0.275,
    output: 4.4,
  },
  'openai/text-embedding-3-small': { contextWindow: 8_191, maxOutputTokens: 0, input: 0.02, output: 0 },
  'openai/text-embedding-3-large': { contextWindow: 8_191, maxOutputTokens: 0, input: 0.13, output: 0 },

  'anthropic/claude-fable-5-1': claude(10, 50, 0.25),
  'anthropic/claude-fable-5': claude(10, 50),
  'anthropic/claude-opus-5-5': claude(4, 20, 0.2),
  'anthropic/claude-opus-5': claude(5, 25),
  'anthropic/claude-opus-4-8': claude(5, 25),
  'anthropic/claude-opus-4-7': claude(5, 25),
  'anthropic/claude-opus-4-6': claude(5, 25),
  'anthropic/claude-opus-4-5': { ...claude(5, 25, 0.5, 200_000), maxOutputTokens: 64_000 },
  'anthropic/claude-sonnet-5-5': claude(2, 10, 0.1),
  'anthropic/claude-sonnet-5': claude(2, 10),
  'anthropic/claude-sonnet-4-6': claude(3, 15),
  'anthropic/claude-sonnet-4-5': { ...claude(3, 15, 0.3, 200_000), maxOutputTokens: 64_000 },
  'anthropic/claude-haiku-5-5': {
    ...claude(0.1, 0.5),
    long: { above: 100_000, input: 0.5, cachedInput: 0.05, cacheWrite: 0.625, output: 2.5 },
  },
  'anthropic/claude-haiku-4-5': { ...claude(1, 5, 0.1, 200_000), maxOutputTokens: 64_000 },

  // The standing prices: both are sold at half of them for a while after their launch.
  'google/gemini-4-argon': gemini(4, 0.2, 20),
  'google/gemini-3.8-flash': gemini(1.5, 0.15, 7.5),
  'google/gemini-3.5-flash': gemini(1.5, 0.15, 9),
  'google/gemini-3.5-flash-lite': gemini(0.3, 0.03, 2.5),
  'google/gemini-3.1-pro-preview': {
    ...gemini(2, 0.2, 12),
    long: { above: 200_000, input: 4, cachedInput: 0.4, output: 18 },
  },
  'google/gemini-2.5-pro': {
    ...gemini(1.25, 0.125, 10),
    long: { above: 200_000, input: 2.5, cachedInput: 0.25, output: 15 },
  },
  'google/gemini-2.5-flash': gemini(0.3, 0.03, 2.5),
  'google/gemini-2.5-flash-lite': gemini(0.1, 0.01, 0.4),
  'google/gemini-embedding-001': { contextWindow: 2_048, maxOutputTokens: 0, input: 0.15, output: 0 },
};

/** What a person who sets a key and nothing else gets: capable, and not the dearest. */
export const DEFAULT_MODELS: Record<string, string> = {
  openai: 'openai/gpt-6.1-terra',
  anthropic: 'anthropic/claude-sonnet-5-5',
  google: 'google/gemini-3.8-flash',
};
