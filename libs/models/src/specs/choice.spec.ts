import { testDatabase, TestDatabase } from '@muster/testing';
import { loadSettings } from '@muster/platform';
import { z } from 'zod';
import { ModelSettings } from '../model.settings';
import type { ModelOverrides } from '../providers/providers.service';
import { callOf, modelsUnderTest, ModelsUnderTest } from './models-under-test';

describe('which model does what', () => {
  let db: TestDatabase;
  const opened: ModelsUnderTest[] = [];

  beforeAll(async () => {
    db = await testDatabase();
  });

  afterAll(async () => {
    await Promise.all(opened.map((at) => at.close()));
    await db.close();
  });

  const under = async (env: Record<string, string> = {}): Promise<ModelsUnderTest> => {
    const at = await modelsUnderTest(db.url, env);
    opened.push(at);
    return at;
  };
  const modelsWith = async (env: Record<string, string> = {}) => (await under(env)).models;

  it('is the extractive one without any key', async () => {
    expect((await modelsWith()).resolve()).toEqual({ provider: 'extractive', model: 'passages' });
  });

  it.each([
    [{ OPENAI_API_KEY: 'k' }, 'openai'],
    [{ ANTHROPIC_API_KEY: 'k' }, 'anthropic'],
    [{ GOOGLE_API_KEY: 'k' }, 'google'],
  ])('is a known model of the one provider with a key: %j', async (env, provider) => {
    const models = await modelsWith(env);
    const ref = models.resolve();
    expect(ref.provider).toBe(provider);
    expect(models.list().find(({ id }) => id === `${provider}/${ref.model}`)).toMatchObject({
      priced: true,
      available: true,
      roles: ['agent', 'summary', 'chat'],
    });
  });

  it('is what DEFAULT_MODEL says, and by role what MODEL_ROLES says', async () => {
    const models = await modelsWith({
      OPENAI_API_KEY: 'k',
      DEFAULT_MODEL: 'openai/gpt-5',
      MODEL_ROLES: 'summary=openai/gpt-5-mini, chat=extractive',
    });
    expect(models.resolve()).toEqual({ provider: 'openai', model: 'gpt-5' });
    expect(models.resolve(undefined, 'summary')).toEqual({ provider: 'openai', model: 'gpt-5-mini' });
    expect(models.resolve(undefined, 'chat').provider).toBe('extractive');
    expect(models.resolve('openai/o3', 'summary').model).toBe('o3');
  });

  it('is from now on what administrators set, as long as it can be used', async () => {
    const { choice, models } = await under({ OPENAI_API_KEY: 'k', DEFAULT_MODEL: 'openai/gpt-5' });
    const chosen = (overrides: ModelOverrides) => {
      choice.use(overrides);
      return choice.fallback;
    };
    expect(models.resolve()).toEqual({ provider: 'openai', model: 'gpt-5' });
    expect(chosen({ defaultModel: 'o3' })).toBe('openai/o3');
    expect(chosen({ defaultProvider: 'google', defaultModel: 'gemini' })).toBe('openai/gpt-5');
    expect(chosen({ defaultProvider: 'nobody' })).toBe('openai/gpt-5');
    expect(chosen({ defaultProvider: 'google', defaultModel: 'gemini', googleKey: 'g' })).toBe(
      'google/gemini',
    );
    expect(models.resolve()).toEqual({ provider: 'google', model: 'gemini' });
    expect(chosen({ ollamaUrl: 'http://127.0.0.1:9/v1', defaultModel: 'ollama/llama4' })).toBe(
      'ollama/llama4',
    );
    expect(models.resolve('ollama/other')).toEqual({ provider: 'ollama', model: 'other' });
    expect(() => models.resolve('google/gemini')).toThrow('GOOGLE_API_KEY is not set');
    expect(chosen({})).toBe('openai/gpt-5');
    expect(() => models.resolve('ollama/other')).toThrow('unknown model provider');
  });

  it('keeps slashes in the name of a model', async () => {
    const models = await modelsWith({ OPENAI_COMPATIBLE: 'router=http://127.0.0.1:9/v1' });
    expect(models.resolve('router/meta/llama-4')).toEqual({ provider: 'router', model: 'meta/llama-4' });
  });

  it('knows mock as another name of scripted', async () => {
    const models = await modelsWith();
    expect(models.resolve('mock')).toEqual({ provider: 'scripted', model: 'echo' });
    expect(models.resolve('mock/ask')).toEqual({ provider: 'scripted', model: 'ask' });
  });

  it('names the setting that a provider lacks', async () => {
    const models = await modelsWith();
    expect(() => models.resolve('anthropic/claude-sonnet-5-5')).toThrow('ANTHROPIC_API_KEY is not set');
    expect(models.list().find(({ provider }) => provider === 'openai')).toMatchObject({
      available: false,
      unavailable: 'OPENAI_API_KEY is not set',
    });
  });

  it('refuses a provider that it does not know, and a name without a model', async () => {
    const models = await modelsWith({ OPENAI_COMPATIBLE: 'local=http://127.0.0.1:9/v1' });
    expect(() => models.resolve('acme/x')).toThrow(/unknown model provider "acme": known are openai/);
    expect(() => models.resolve('local')).toThrow('write local/model');
  });

  it('wants no key for another server behind OPENAI_BASE_URL', async () => {
    const models = await modelsWith({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    expect(models.resolve('openai/qwen').provider).toBe('openai');
  });

  it.each([
    ['DEFAULT_MODEL', 'gpt-5'],
    ['MODEL_ROLES', 'boss=openai/gpt-5'],
    ['OPENAI_COMPATIBLE', 'ollama'],
    ['EMBEDDING_MODEL', 'text-embedding-3-small'],
  ])('stops the start on a bad %s', (name, value) => {
    expect(() => loadSettings([ModelSettings], { [name]: value })).toThrow(name);
  });

  it('reserves more than a call can cost, and more again when it may be repaired', async () => {
    const models = await modelsWith({ OPENAI_API_KEY: 'k', DEFAULT_MODEL: 'openai/gpt-5' });
    const text = 'word '.repeat(1_000);
    const plain = models.worstCaseUsd(callOf(text, { maxOutputTokens: 100 }));
    expect(plain).toBeGreaterThan((1_250 * 1.25 + 100 * 10) / 1e6);
    expect(plain).toBeLessThan((2_500 * 1.25 + 100 * 10) / 1e6);
    expect(models.worstCaseUsd(callOf(text, { maxOutputTokens: 100, schema: z.object({}) }))).toBeGreaterThan(
      2 * plain,
    );
    expect(models.worstCaseUsd(callOf(text, { model: 'extractive' }))).toBe(0);
  });
});
