import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropicMessages } from './anthropic.dialect';
import { defaultReply, resolveReply } from './default-reply';
import { openaiEmbeddings } from './embeddings';
import type { Dialect, FakeAnswer, FakeReply, FakeRequest } from './fake-model.types';
import { googleGenerate } from './google.dialect';
import { openaiChat } from './openai-chat.dialect';
import { openaiResponses } from './openai-responses.dialect';

const DIALECTS: Dialect[] = [
  openaiChat,
  openaiResponses,
  openaiEmbeddings,
  anthropicMessages,
  googleGenerate,
];

/**
 * A model provider on loopback: OpenAI's chat completions, responses and embeddings, Anthropic's messages and
 * Google's generateContent, plain and streaming. Unless told otherwise it echoes; `reply` queues what it says
 * next, `always` what it says whenever the queue is empty.
 */
export class FakeModelServer {
  readonly requests: FakeRequest[] = [];
  private readonly queue: FakeAnswer[] = [];
  private fallback: FakeAnswer = defaultReply;
  private key?: string;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<FakeModelServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const fake = new FakeModelServer(server, `http://127.0.0.1:${port}`);
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      fake.handle(incoming, response).catch(() => response.destroy());
    });
    return fake;
  }

  /** Base URL as OpenAI's and Anthropic's clients want it. */
  get url(): string {
    return `${this.origin}/v1`;
  }

  /** Base URL as Google's clients want it. */
  get googleUrl(): string {
    return `${this.origin}/v1beta`;
  }

  /** The next calls get these answers, one each, in this order. */
  reply(...answers: FakeAnswer[]): this {
    this.queue.push(...answers);
    return this;
  }

  always(answer: FakeAnswer): this {
    this.fallback = answer;
    return this;
  }

  /** From now on every other credential is refused with 401. */
  requireKey(key: string): this {
    this.key = key;
    return this;
  }

  /** Forgets replies, requests and the required key. */
  reset(): void {
    this.requests.length = 0;
    this.queue.length = 0;
    this.fallback = defaultReply;
    this.key = undefined;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '/', this.origin).pathname;
    const dialect = DIALECTS.find((candidate) => candidate.matches(path));
    if (!dialect || incoming.method !== 'POST') {
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"error":{"message":"no such route"}}');
      return;
    }
    const body = JSON.parse(await readText(incoming)) as Record<string, unknown>;
    const request: FakeRequest = {
      ...dialect.parse(body, path),
      path,
      headers: incoming.headers,
      body,
      outcome: outcomeOf(response),
    };
    this.requests.push(request);
    await this.answer(dialect, request, response);
  }

  private async answer(dialect: Dialect, request: FakeRequest, response: ServerResponse): Promise<void> {
    const reply = await this.next(request);
    if (reply.delayMs) await pause(reply.delayMs);
    if (reply.cutAfter === 0) {
      response.destroy();
      return;
    }
    if (reply.rawBody !== undefined) {
      response
        .writeHead(reply.status ?? 200, { 'content-type': 'text/html', ...reply.headers })
        .end(reply.rawBody);
      return;
    }
    if (request.stream && (reply.status ?? 200) < 400) {
      await stream(dialect, request, reply, response);
      return;
    }
    sendJson(dialect, request, reply, response);
  }

  private async next(request: FakeRequest): Promise<FakeReply> {
    if (this.key !== undefined && credentialOf(request) !== this.key) {
      return { status: 401, error: { message: `Incorrect API key provided: ${credentialOf(request)}` } };
    }
    const answer = this.queue.shift() ?? this.fallback;
    return typeof answer === 'function' ? await answer(request) : answer;
  }
}

/** A reply that nobody waits for any more does not keep the process alive. */
const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

function sendJson(dialect: Dialect, request: FakeRequest, reply: FakeReply, response: ServerResponse): void {
  const status = reply.status ?? 200;
  const body =
    status >= 400
      ? dialect.error(reply.error ?? { message: `error ${status}` }, status)
      : dialect.body(resolveReply(reply, request), request);
  response
    .writeHead(status, { 'content-type': 'application/json', ...reply.headers })
    .end(JSON.stringify(body));
}

async function stream(
  dialect: Dialect,
  request: FakeRequest,
  reply: FakeReply,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...reply.headers });
  const events = dialect.events(resolveReply(reply, request), request).slice(0, reply.endAfter);
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return;
    if (index === reply.cutAfter) {
      response.destroy();
      return;
    }
    // Waiting for the flush makes `cutAfter` exact: destroying a socket drops what is still buffered.
    await new Promise<void>((resolve) => response.write(event, () => resolve()));
    await (reply.chunkDelayMs ? pause(reply.chunkDelayMs) : undefined);
  }
  response.end();
}

const outcomeOf = (response: ServerResponse): FakeRequest['outcome'] =>
  new Promise((resolve) => {
    response.once('close', () => resolve(response.writableFinished ? 'answered' : 'hung up'));
  });

const credentialOf = ({ headers }: FakeRequest): string =>
  String(headers['x-api-key'] ?? headers['x-goog-api-key'] ?? headers.authorization ?? '').replace(
    /^Bearer /,
    '',
  );
