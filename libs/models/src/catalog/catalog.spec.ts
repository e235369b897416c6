import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '@muster/platform';
import { ModelSettings } from '../model.settings';
import { ModelCatalog } from './catalog';
import { CATALOG, DEFAULT_MODELS } from './catalog.data';

const catalogWith = (env: Record<string, string> = {}) =>
  new ModelCatalog(loadSettings<[ModelSettings]>([ModelSettings], env)[0]);

const ref = (id: string) => {
  const [provider = '', model = ''] = id.split('/');
  return { provider, model };
};

const file = async (content: unknown): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'catalog-')), 'models.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('ModelCatalog', () => {
  it('prices each input token once: plain, cached or written to the cache', () => {
    const usage = { inputTokens: 1_000, cachedInputTokens: 600, cacheWriteTokens: 100, outputTokens: 50 };
    expect(catalogWith().cost(ref('anthropic/claude-sonnet-4-5'), usage)).toBeCloseTo(
      (300 * 3 + 600 * 0.3 + 100 * 3.75 + 50 * 15) / 1e6,
      9,
    );
  });

  it('prices the whole of a long call at the rates for long calls', () => {
    const at = (inputTokens: number) =>
      catalogWith().cost(ref('google/gemini-2.5-pro'), {
        inputTokens,
        cachedInputTokens: 0,
        outputTokens: 1_000,
      });
    expect(at(200_000)).toBeCloseTo(0.25 + 0.01, 9);
    expect(at(200_001)).toBeCloseTo((200_001 * 2.5 + 1_000 * 15) / 1e6, 9);
  });

  it('finds a dated name under its family', () => {
    expect(catalogWith().facts(ref('openai/gpt-5-2025-08-07')).price?.input).toBe(1.25);
    expect(catalogWith().facts(ref('anthropic/claude-haiku-4-5-20251001')).price?.input).toBe(1);
  });

  it('assumes sizes but no price of a model that it does not know', () => {
    const facts = catalogWith().facts(ref('ollama/llama-4'));
    expect(facts).toEqual({ contextWindow: 128_000, maxOutputTokens: 8_192 });
    expect(
      catalogWith().cost(ref('ollama/llama-4'), { inputTokens: 9, cachedInputTokens: 0, outputTokens: 9 }),
    ).toBe(0);
  });

  it('is extended and overridden by the file of the operator', async () => {
    const path = await file({
      'ollama/llama-4': { contextWindow: 32_000, input: 0.5, output: 1 },
      'openai/gpt-5': { input: 2 },
    });
    const catalog = catalogWith({ MODEL_CATALOG: path });
    expect(catalog.facts(ref('ollama/llama-4'))).toMatchObject({
      contextWindow: 32_000,
      price: { input: 0.5 },
    });
    expect(catalog.facts(ref('openai/gpt-5'))).toMatchObject({
      contextWindow: 400_000,
      price: { input: 2, output: 10 },
    });
  });

  it.each([
    ['not json', /MODEL_CATALOG .*models\.json/],
    [{ llama: { input: 1 } }, /"llama" does not look like provider\/model/],
    [{ 'a/b': { inptu: 1 } }, /"a\/b" has an unknown field "inptu"/],
    [{ 'a/b': { input: '1' } }, /"a\/b\.input" must be a number/],
    [{ 'a/b': { input: 1, long: { input: 2 } } }, /"a\/b\.long" needs "above"/],
  ])('stops the start on a bad file: %j', async (content, message) => {
    const path = await file(content);
    expect(() => catalogWith({ MODEL_CATALOG: path })).toThrow(message);
  });

  it('knows a size and a price of every model that is chosen by default', () => {
    for (const id of Object.values(DEFAULT_MODELS)) expect(catalogWith().facts(ref(id)).price).toBeDefined();
  });

  it('never takes more for a cached token than for a plain one', () => {
    for (const [id, entry] of Object.entries(CATALOG)) {
      expect([id, (entry.cachedInput ?? 0) <= (entry.input ?? 0)]).toEqual([id, true]);
    }
  });
});
