import { testDatabase, TestDatabase } from '@muster/testing';
import { callOf, modelsUnderTest, ModelsUnderTest } from './models-under-test';

const loaded: string[] = [];

// Whoever loads one of these leaves a trace and gets nothing.
for (const name of [
  'ai',
  '@ai-sdk/openai',
  '@ai-sdk/anthropic',
  '@ai-sdk/google',
  '@ai-sdk/openai-compatible',
]) {
  jest.doMock(name, () => {
    loaded.push(name);
    throw new Error(`${name} is loaded`);
  });
}

describe('the SDKs of the providers', () => {
  let db: TestDatabase;
  let at: ModelsUnderTest;

  beforeAll(async () => {
    db = await testDatabase();
    at = await modelsUnderTest(db.url, {
      OPENAI_API_KEY: 'k',
      ANTHROPIC_API_KEY: 'k',
      GOOGLE_API_KEY: 'k',
      OPENAI_COMPATIBLE: 'ollama=http://127.0.0.1:9/v1',
    });
  });

  afterAll(async () => {
    await at.close();
    await db.close();
  });

  it('are not loaded by starting, listing, reserving or calling a model of this process', async () => {
    at.models.list();
    at.models.worstCaseUsd(callOf('go', { model: 'openai/gpt-5' }));
    await at.models.generate(callOf('go', { model: 'scripted/echo' }));
    const material = { kind: 'summary', text: 'One. Two.', maxWords: 5 } as const;
    await at.models.generate(callOf('go', { model: 'extractive', material }));
    expect(loaded).toEqual([]);
  });

  it('are loaded one by one when they are first needed', async () => {
    await expect(
      at.models.generate(callOf('go', { model: 'anthropic/claude-sonnet-5-5' })),
    ).rejects.toThrow();
    expect(loaded).toContain('@ai-sdk/anthropic');
    expect(loaded).not.toContain('@ai-sdk/openai');
    expect(loaded).not.toContain('@ai-sdk/google');
  });
});
