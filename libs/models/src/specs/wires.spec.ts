import { FakeModelServer, FakeRequest, testDatabase, TestDatabase } from '@muster/testing';
import { z } from 'zod';
import { callOf, modelsUnderTest, ModelsUnderTest } from './models-under-test';

// Of no shape that is masked by itself.
const KEY = 'plain0123456789abcdef';

interface Wire {
  model: string;
  env: (server: FakeModelServer) => Record<string, string>;
  api: FakeRequest['api'];
}

const WIRES: Record<string, Wire> = {
  'OpenAI chat completions': {
    model: 'openai/gpt-5',
    env: (server) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.url }),
    api: 'openai-chat',
  },
  'OpenAI responses': {
    model: 'openai/gpt-5',
    env: (server) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.url, OPENAI_API: 'responses' }),
    api: 'openai-responses',
  },
  'Anthropic messages': {
    model: 'anthropic/claude-sonnet-4-5',
    env: (server) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.origin }),
    api: 'anthropic-messages',
  },
  'Google generateContent': {
    model: 'google/gemini-2.5-flash',
    env: (server) => ({ GOOGLE_API_KEY: KEY, GOOGLE_BASE_URL: server.origin }),
    api: 'google-generate',
  },
  'a compatible server': {
    model: 'ollama/llama-4',
    env: (server) => ({ OPENAI_COMPATIBLE: `ollama=${server.origin}|WIRE_SPEC_KEY` }),
    api: 'openai-chat',
  },
};

const DECISION = z.object({
  reasoning: z.string(),
  action: z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()) }),
});
const CITY = z.object({ city: z.string(), inhabitants: z.number() });

describe.each(Object.entries(WIRES))('%s', (_, { model, env, api }) => {
  let db: TestDatabase;
  let server: FakeModelServer;
  let at: ModelsUnderTest;

  beforeAll(async () => {
     
    process.env.WIRE_SPEC_KEY = KEY;
    db = await testDatabase();
    server = await FakeModelServer.start();
    at = await modelsUnderTest(db.url, env(server));
  });

  beforeEach(() => server.reset());

  afterAll(async () => {
    await at.close();
    await server.close();
    await db.close();
  });

  it('asks with system, conversation and key, and answers with text and tokens', async () => {
    server.requireKey(KEY).reply({ text: 'Paris.', usage: { inputTokens: 12, outputTokens: 3 } });
    const answer = await at.models.generate(
      callOf('And of France?', {
        model,
        system: 'Be short.',
        messages: [
          { role: 'user', content: 'Capital of Italy?' },
          { role: 'assistant', content: 'Rome.' },
          { role: 'user', content: 'And of France?' },
        ],
      }),
    );
    expect(answer).toMatchObject({ text: 'Paris.', finishReason: 'stop', model, toolCalls: [] });
    expect(answer.usage).toMatchObject({ inputTokens: 12, cachedInputTokens: 0, outputTokens: 3 });
    expect(server.requests[0]).toMatchObject({ api, system: 'Be short.', stream: false });
    expect(server.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('streams every piece of text as it comes', async () => {
    server.reply({ text: 'one two three', usage: { inputTokens: 5, outputTokens: 4 } });
    const pieces: string[] = [];
    const answer = await at.models.generate(
      callOf('count', { model, onText: (piece) => pieces.push(piece) }),
    );
    expect(pieces).toEqual(['one ', 'two ', 'three']);
    expect(answer).toMatchObject({ text: 'one two three', usage: { inputTokens: 5, outputTokens: 4 } });
    expect(server.requests[0]?.stream).toBe(true);
  });

  it.each([false, true])('hands over tool calls without executing them (streamed: %s)', async (streamed) => {
    server.reply({ toolCalls: [{ name: 'weather', arguments: { city: 'Rome' } }] });
    const answer = await at.models.generate(
      callOf('Weather in Rome?', {
        model,
        tools: {
          weather: { description: 'tells the weather', inputSchema: z.object({ city: z.string() }) },
          clock: { description: 'tells the time', inputSchema: { type: 'object', properties: {} } },
        },
        ...(streamed && { onText: () => undefined }),
      }),
    );
    expect(answer.toolCalls).toEqual([
      { id: expect.any(String) as string, name: 'weather', arguments: { city: 'Rome' } },
    ]);
    expect(answer.finishReason).toBe('tool-calls');
    expect(server.requests[0]?.tools).toEqual(['weather', 'clock']);
  });

  it('takes the result of a tool in the next call', async () => {
    server.reply({ text: 'Sunny.' });
    await at.models.generate(
      callOf('', {
        model,
        messages: [
          { role: 'user', content: 'Weather?' },
          {
            role: 'assistant',
            content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: { city: 'Rome' } }],
          },
          {
            role: 'tool',
            content: [
              {
                type: 'tool-result',
                toolCallId: 'c1',
                toolName: 'weather',
                output: { type: 'text', value: 'sun-22' },
              },
            ],
          },
        ],
      }),
    );
    expect(JSON.stringify(server.requests[0]?.body)).toContain('sun-22');
  });

  it.each([
    ['closed', CITY, { city: 'Rome', inhabitants: 2_750_000 }],
    [
      'open',
      DECISION,
      { reasoning: 'why', action: { name: 'read_file', parameters: { filename: 'a.txt' } } },
    ],
  ] as const)('answers with an object of a %s schema', async (_kind, schema, object) => {
    server.reply({ object });
    const answer = await at.models.generate(callOf('go', { model, schema }));
    expect(answer.object).toEqual(object);
    const [request] = server.requests;
    // Either the API's own field or the instructions carry the schema; never neither.
    const named = Object.keys(object)[0] as string;
    expect(`${JSON.stringify(request?.schema)} ${request?.system}`).toContain(named);
  });

  it('repairs a wrong form once, telling the model what is wrong, and charges for both', async () => {
    server.reply(
      { text: '{"city": "Rome"}', usage: { inputTokens: 10, outputTokens: 5 } },
      {
        text: '```json\n{"city": "Rome", "inhabitants": 3}\n```',
        usage: { inputTokens: 20, outputTokens: 7 },
      },
    );
    const answer = await at.models.generate(callOf('go', { model, schema: CITY }));
    expect(answer.object).toEqual({ city: 'Rome', inhabitants: 3 });
    expect(answer.usage).toMatchObject({ inputTokens: 30, outputTokens: 12 });
    expect(server.requests[1]?.messages.at(-1)?.text).toContain('inhabitants');
  });

  it('gives up after one repair', async () => {
    server.always({ text: '{"city": 7}' });
    await expect(at.models.generate(callOf('go', { model, schema: CITY }))).rejects.toMatchObject({
      code: 'invalid',
      details: { reason: 'model_output' },
    });
    expect(server.requests).toHaveLength(2);
  });

  it('does not pay for the repair of an object that was cut off', async () => {
    server.reply({ text: '{"city": "Ro', finishReason: 'length' });
    await expect(at.models.generate(callOf('go', { model, schema: CITY }))).rejects.toThrow(/cut off/);
    expect(server.requests).toHaveLength(1);
  });

  it('counts cached tokens once', async () => {
    server.reply({ text: 'x', usage: { inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 10 } });
    const { usage } = await at.models.generate(callOf('go', { model }));
    expect(usage).toMatchObject({ inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 10 });
    const info = at.models.list().find(({ id }) => id === model);
    const { input, cachedInput, output } = info?.price ?? { input: 0, cachedInput: 0, output: 0 };
    expect(usage.costUsd).toBeCloseTo((100 * input + 900 * cachedInput + 10 * output) / 1e6, 9);
  });

  it('names the setting of a refused key, and never the key', async () => {
    server.requireKey('another');
    const error = await at.models.generate(callOf('go', { model })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', details: { reason: 'credentials' } });
    expect(String(error)).toMatch(/refused the credentials \(check \w+_KEY\)/);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  it('masks the key where the provider quotes it', async () => {
    server.reply({ status: 400, error: { message: `key ${KEY} may not do this` } });
    const error = await at.models.generate(callOf('go', { model })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid' });
    expect(String(error)).toContain('may not do this');
    expect(String(error)).not.toContain(KEY);
  });

  it('tells a context that is too long from other refusals', async () => {
    server.reply({ status: 400, error: { message: "This model's maximum context length is 8192 tokens" } });
    await expect(at.models.generate(callOf('go', { model }))).rejects.toMatchObject({
      code: 'invalid',
      details: { reason: 'context_length' },
    });
  });

  it('stops in the middle of a stream, hangs up on the provider, and charges what was received', async () => {
    server.reply({ text: 'one two three four five', chunkDelayMs: 30 });
    const stop = new AbortController();
    const call = callOf('count to five', { model, signal: stop.signal, onText: () => stop.abort() });
    await expect(at.models.generate(call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await server.requests[0]?.outcome).toBe('hung up');
    const { items } = await at.usage.list({ orgId: call.charge.orgId });
    expect(items).toMatchObject([{ outcome: 'aborted', reason: 'aborted', estimated: true }]);
    expect(items[0]?.inputTokens).toBeGreaterThan(0);
    expect(items[0]?.outputTokens).toBeGreaterThan(0);
  });

  it.each([{ cutAfter: 4 }, { endAfter: 4 }])(
    'does not repeat a stream that lost its end: %j',
    async (end) => {
      server.reply({ text: 'one two three four five', ...end });
      const pieces: string[] = [];
      const call = callOf('count', { model, onText: (piece) => pieces.push(piece) });
      await expect(at.models.generate(call)).rejects.toMatchObject({ code: 'unavailable' });
      expect(pieces[0]).toBe('one ');
      expect(server.requests).toHaveLength(1);
    },
  );

  it('repeats a stream that broke off before any text', async () => {
    server.reply({ text: 'lost', cutAfter: 0 }, { text: 'there' });
    const pieces: string[] = [];
    const answer = await at.models.generate(callOf('go', { model, onText: (piece) => pieces.push(piece) }));
    expect([answer.text, pieces]).toEqual(['there', ['there']]);
  });

  it('writes every call into the ledger, with whom to charge', async () => {
    server.reply({ text: 'x', usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 2 } });
    const call = callOf('go', { model });
    call.charge.runId = call.charge.userId;
    call.charge.stepKey = 'decide:1';
    const { usage } = await at.models.generate(call);
    const { items } = await at.usage.list({ orgId: call.charge.orgId });
    expect(items).toEqual([
      {
        ...call.charge,
        id: expect.any(String) as string,
        createdAt: expect.any(Date) as Date,
        provider: model.split('/')[0],
        model: model.split('/')[1],
        inputTokens: 9,
        cachedInputTokens: 4,
        outputTokens: 2,
        estimated: false,
        costUsd: usage.costUsd,
        priced: !model.startsWith('ollama'),
        durationMs: expect.any(Number) as number,
        tries: 1,
        outcome: 'ok',
        reason: null,
      },
    ]);
  });
});
