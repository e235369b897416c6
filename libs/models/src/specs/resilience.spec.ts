import { FakeModelServer, testDatabase, TestDatabase } from '@muster/testing';
import { z } from 'zod';
import { callOf, modelsUnderTest, ModelsUnderTest } from './models-under-test';

const SOON = { 'retry-after-ms': '1' };

describe('calls of a provider in trouble', () => {
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

  /** A process of its own, so that no test finds another's breaker. */
  const process = async (env: Record<string, string> = {}): Promise<ModelsUnderTest> => {
    const at = await modelsUnderTest(db.url, {
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_BASE_URL: server.url,
      DEFAULT_MODEL: 'openai/gpt-5',
      ...env,
    });
    opened.push(at);
    return at;
  };

  it('waits as long as a busy provider asks for, then succeeds; the row counts the tries', async () => {
    const at = await process();
    server.reply(
      { status: 429, headers: { 'retry-after': '0.2' } },
      { status: 503, headers: SOON },
      { text: 'ok' },
    );
    const call = callOf('go');
    const answer = await at.models.generate(call);
    expect(answer.text).toBe('ok');
    expect(answer.durationMs).toBeGreaterThanOrEqual(200);
    const { items } = await at.usage.list({ orgId: call.charge.orgId });
    expect(items).toMatchObject([{ outcome: 'ok', tries: 3 }]);
  });

  it('gives up after three tries and leaves a row that cost nothing', async () => {
    const at = await process();
    server.always({ status: 500, headers: SOON });
    const call = callOf('go');
    await expect(at.models.generate(call)).rejects.toMatchObject({
      code: 'unavailable',
      details: { reason: 'server_error' },
    });
    expect(server.requests).toHaveLength(3);
    const { items } = await at.usage.list({ orgId: call.charge.orgId });
    expect(items).toMatchObject([
      { outcome: 'failed', reason: 'server_error', tries: 3, inputTokens: 0, costUsd: 0 },
    ]);
  });

  it('does not wait for an hour, but says so', async () => {
    const at = await process();
    server.reply({ status: 429, headers: { 'retry-after': '3600' } });
    await expect(at.models.generate(callOf('go'))).rejects.toMatchObject({
      code: 'unavailable',
      details: { reason: 'rate_limited', retryAfter: 3600 },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('does not repeat what an exhausted quota refuses', async () => {
    const at = await process();
    server.reply({
      status: 429,
      error: { message: 'You exceeded your current quota', code: 'insufficient_quota' },
    });
    await expect(at.models.generate(callOf('go'))).rejects.toMatchObject({ details: { reason: 'quota' } });
    expect(server.requests).toHaveLength(1);
  });

  it('ends a try that takes too long and charges for what the provider may bill', async () => {
    const at = await process();
    server.always({ text: 'late', delayMs: 5_000 });
    const call = callOf('a question of some length', { timeoutMs: 100 });
    const failure = at.models.generate(call);
    await expect(failure).rejects.toMatchObject({ code: 'unavailable', details: { reason: 'timeout' } });
    const { items } = await at.usage.list({ orgId: call.charge.orgId });
    expect(items).toMatchObject([{ outcome: 'failed', reason: 'timeout', estimated: true }]);
    expect(items[0]?.costUsd).toBeGreaterThan(0);
  });

  it('stops waiting between tries', async () => {
    const at = await process();
    server.always({ status: 429, headers: { 'retry-after': '30' } });
    const stop = new AbortController();
    const result = at.models.generate(callOf('go', { signal: stop.signal }));
    setTimeout(() => stop.abort(), 100);
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.requests).toHaveLength(1);
  });

  it('asks nobody for a call that was stopped before it began', async () => {
    const at = await process();
    const call = callOf('go', { signal: AbortSignal.abort() });
    await expect(at.models.generate(call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.requests).toHaveLength(0);
    expect((await at.usage.list({ orgId: call.charge.orgId })).items).toEqual([]);
  });

  it('leaves a failing provider alone, tries it again after a while, and goes on when it is well', async () => {
    const at = await process({ MODEL_BREAKER_FAILURES: '3', MODEL_BREAKER_COOLDOWN_MS: '300' });
    server.always({ status: 502, headers: SOON });
    await expect(at.models.generate(callOf('go'))).rejects.toMatchObject({
      details: { reason: 'server_error' },
    });
    server.requests.length = 0;

    const kept = callOf('go');
    await expect(at.models.generate(kept)).rejects.toMatchObject({
      code: 'unavailable',
      details: { reason: 'breaker_open', retryAfter: 1 },
    });
    expect(server.requests).toHaveLength(0);
    expect((await at.usage.list({ orgId: kept.charge.orgId })).items).toEqual([]);
    expect(at.providers.breakers()).toContainEqual({ provider: 'openai', state: 'open' });

    server.always({ text: 'well again' });
    await new Promise((resolve) => setTimeout(resolve, 320));
    expect((await at.models.generate(callOf('go'))).text).toBe('well again');
    expect(at.providers.breakers()).toContainEqual({ provider: 'openai', state: 'closed' });
  });

  it('does not take refused requests for a failing provider', async () => {
    const at = await process({ MODEL_BREAKER_FAILURES: '2' });
    server.always({ status: 400, error: { message: 'unknown parameter' } });
    for (let n = 0; n < 4; n += 1) {
      await expect(at.models.generate(callOf('go'))).rejects.toMatchObject({
        details: { reason: 'refused' },
      });
    }
    expect(server.requests).toHaveLength(4);
  });

  it('says that a server is not there without its address', async () => {
    const gone = await FakeModelServer.start();
    await gone.close();
    const at = await process({ OPENAI_BASE_URL: gone.url });
    const error = await at.models.generate(callOf('go')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', details: { reason: 'connection' } });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(String(error)).not.toContain(new URL(gone.url).port);
  });

  it('takes an answer that is no answer for a failure', async () => {
    const at = await process();
    server.reply({ rawBody: '<html>Bad gateway</html>', headers: SOON }, { text: 'ok' });
    expect((await at.models.generate(callOf('go'))).text).toBe('ok');
  });

  it('tells a model in words what form it wants when its server knows no schemas, and remembers', async () => {
    const at = await process();
    server
      .reply({ status: 400, error: { message: "'response_format.type' must be 'text'" } })
      .always({ text: 'Sure:\n```json\n{"n": 1}\n```' });
    const schema = z.object({ n: z.number() });
    expect((await at.models.generate(callOf('go', { schema }))).object).toEqual({ n: 1 });
    expect((await at.models.generate(callOf('go', { schema }))).object).toEqual({ n: 1 });
    expect(server.requests.map((request) => request.schema !== undefined)).toEqual([true, false, false]);
    expect(server.requests[2]?.system).toContain('JSON Schema');
  });

  it('prints nothing past the logger, whatever goes wrong', async () => {
    const at = await process();
    const printed = (['log', 'info', 'warn', 'error'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation(() => undefined),
    );
    const broken = { status: 400, error: { message: 'no' } };
    server.reply(broken, broken, { text: 'one two three', cutAfter: 3 });
    await expect(at.models.generate(callOf('go', { temperature: 1 }))).rejects.toThrow();
    await expect(at.models.generate(callOf('go', { onText: () => undefined }))).rejects.toThrow();
    await expect(at.models.generate(callOf('go', { onText: () => undefined }))).rejects.toThrow();
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('names the model that a provider does not offer', async () => {
    const at = await process();
    server.reply({ status: 404, error: { message: 'no such model' } });
    await expect(at.models.generate(callOf('go', { model: 'openai/gpt-99' }))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"gpt-99"') as string,
    });
  });
});
