import { FakeModelServer, testDatabase, TestDatabase } from '@muster/testing';
import { modelsUnderTest, ModelsUnderTest, someCharge } from '../specs/models-under-test';

describe('EmbeddingsService', () => {
  let db: TestDatabase;
  let server: FakeModelServer;
  const opened: ModelsUnderTest[] = [];

  beforeAll(async () => {
    db = await testDatabase();
    server = await FakeModelServer.start();
  });

  beforeEach(() => server.reset());

  afterAll(async () => {
    await Promise.all(opened.map((at) => at.close()));
    await server.close();
    await db.close();
  });

  const embeddingsWith = async (env: Record<string, string>): Promise<ModelsUnderTest> => {
    const at = await modelsUnderTest(db.url, env);
    opened.push(at);
    return at;
  };

  it.each([
    ['openai/text-embedding-3-small', true],
    ['local/nomic-embed-text', false],
  ])('gives one vector for each text, in order, and charges for them: %s', async (model, priced) => {
    const at = await embeddingsWith({
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: server.url,
      OPENAI_COMPATIBLE: `local=${server.url}`,
      EMBEDDING_MODEL: model,
    });
    server.reply({ usage: { inputTokens: 1_000_000 } });
    const charge = someCharge();
    const answer = await at.embeddings.embed({ texts: ['open every day', 'daily open', 'invoices'], charge });
    const [first, second, third] = answer.vectors as [number[], number[], number[]];
    const dot = (a: number[], b: number[]) =>
      a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    expect(dot(first, second)).toBeGreaterThan(dot(first, third));
    expect(answer).toMatchObject({ model, usage: { inputTokens: 1_000_000, costUsd: priced ? 0.02 : 0 } });
    expect((await at.usage.list({ orgId: charge.orgId })).items).toMatchObject([
      { model: model.split('/')[1], inputTokens: 1_000_000, outputTokens: 0, priced, outcome: 'ok' },
    ]);
  });

  it('tries again when the provider is busy', async () => {
    const at = await embeddingsWith({ OPENAI_BASE_URL: server.url, EMBEDDING_MODEL: 'openai/e' });
    server.reply({ status: 429, headers: { 'retry-after-ms': '1' } });
    const { vectors } = await at.embeddings.embed({ texts: ['a'], charge: someCharge() });
    expect([vectors.length, server.requests.length]).toEqual([1, 2]);
  });

  it('says which setting is missing or names a provider without embeddings', async () => {
    const none = await embeddingsWith({});
    expect(none.embeddings.model).toBeUndefined();
    await expect(none.embeddings.embed({ texts: ['a'], charge: someCharge() })).rejects.toThrow(
      /EMBEDDING_MODEL is not set/,
    );
    const wrong = await embeddingsWith({ ANTHROPIC_API_KEY: 'k', EMBEDDING_MODEL: 'anthropic/claude' });
    await expect(wrong.embeddings.embed({ texts: ['a'], charge: someCharge() })).rejects.toThrow(
      /anthropic has no embeddings/,
    );
  });
});
