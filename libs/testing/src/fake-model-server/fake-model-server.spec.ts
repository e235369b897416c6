import { wordVector } from './embeddings';
import { FakeModelServer } from './fake-model-server';

const REQUESTS = {
  chat: ['/v1/chat/completions', { model: 'm', messages: [{ role: 'user', content: 'hello' }] }],
  responses: ['/v1/responses', { model: 'm', input: [{ role: 'user', content: 'hello' }] }],
  anthropic: ['/v1/messages', { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] }],
  google: ['/v1beta/models/m:generateContent', { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }],
} as const;

describe('FakeModelServer', () => {
  let server: FakeModelServer;

  beforeAll(async () => {
    server = await FakeModelServer.start();
  });

  afterEach(() => server.reset());
  afterAll(() => server.close());

  const post = async (path: string, body: unknown): Promise<Response> =>
    fetch(`${server.origin}${path}`, { method: 'POST', body: JSON.stringify(body) });

  it.each(Object.entries(REQUESTS))('echoes in the format of %s', async (_, [path, body]) => {
    const response = await post(path, body);
    expect(JSON.stringify(await response.json())).toContain('You said: hello');
    expect(server.requests[0]?.messages).toEqual([{ role: 'user', text: 'hello' }]);
  });

  it('gives queued replies in their order, then goes back to the standing one', async () => {
    server.reply({ text: 'one' }, ({ model }) => ({ text: `two for ${model}` })).always({ text: 'rest' });
    const texts = [];
    for (let n = 0; n < 4; n += 1) {
      const answer = (await (await post(...REQUESTS.chat)).json()) as {
        choices: { message: { content: string } }[];
      };
      texts.push(answer.choices[0]?.message.content);
    }
    expect(texts).toEqual(['one', 'two for m', 'rest', 'rest']);
  });

  it('answers errors with the status and headers it was told', async () => {
    server.reply({ status: 429, headers: { 'retry-after': '7' }, error: { message: 'slow down' } });
    const response = await post(...REQUESTS.anthropic);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await response.json()).toMatchObject({ type: 'error', error: { message: 'slow down' } });
  });

  it('cuts a stream after the given number of events', async () => {
    server.reply({ text: 'one two three four', cutAfter: 3 });
    const [path, body] = REQUESTS.chat;
    const response = await post(path, { ...body, stream: true });
    const received: string[] = [];
    await expect(
      (async () => {
        for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
          received.push(Buffer.from(part).toString());
        }
      })(),
    ).rejects.toThrow();
    expect(received.join('').match(/data: /g)).toHaveLength(3);
    expect(received.join('')).not.toContain('three');
  });

  it('refuses every key but the one that was asked for', async () => {
    server.requireKey('right');
    expect((await post(...REQUESTS.chat)).status).toBe(401);
  });

  it('gives the smallest object that a schema allows', async () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['b', 'a'] },
        tags: { type: 'array', items: { type: 'string' } },
        extra: {},
      },
      required: ['kind', 'tags'],
    };
    const [path, body] = REQUESTS.responses;
    const response = await post(path, { ...body, text: { format: { type: 'json_schema', schema } } });
    const answer = (await response.json()) as { output: { content: { text: string }[] }[] };
    expect(JSON.parse(answer.output[0]?.content[0]?.text ?? '')).toEqual({ kind: 'b', tags: [] });
  });

  it('makes vectors that are near for texts which share words', () => {
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    const question = wordVector('opening hours of the museum');
    expect(dot(question, wordVector('The museum has long opening hours'))).toBeGreaterThan(0.5);
    expect(Math.abs(dot(question, wordVector('Invoices are paid within thirty days')))).toBeLessThan(0.2);
    expect(dot(question, question)).toBeCloseTo(1);
  });
});
