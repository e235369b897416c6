// Tests look into messages of every shape.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Message = any;

const REVISION = '2025-11-25';

/** Speaks the protocol by hand, where a test must see or do what no ordinary client does. */
export class RawClient {
  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** One that never said hello. */
  static without(url: string, token?: string): RawClient {
    return new RawClient(url, token ? { authorization: `Bearer ${token}` } : {});
  }

  static async connect(url: string, token: string, capabilities: object = {}): Promise<RawClient> {
    const stranger = RawClient.without(url, token);
    const clientInfo = { name: 'raw', version: '1.0.0' };
    const params = { protocolVersion: REVISION, capabilities, clientInfo };
    const { headers } = await stranger.post({ id: 0, method: 'initialize', params });
    const session = headers.get('mcp-session-id') ?? '';
    return stranger.with({ 'mcp-session-id': session, 'mcp-protocol-version': REVISION });
  }

  at(url: string): RawClient {
    return new RawClient(url, this.headers);
  }

  as(token: string): RawClient {
    return this.with({ authorization: `Bearer ${token}` });
  }

  with(headers: Record<string, string>): RawClient {
    return new RawClient(this.url, { ...this.headers, ...headers });
  }

  post(message: object | string, signal?: AbortSignal): Promise<Response> {
    const body = typeof message === 'string' ? message : JSON.stringify(withVersion(message));
    return fetch(new URL('/mcp', this.url), {
      method: 'POST',
      body,
      signal,
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...this.headers,
      },
    });
  }

  listen(lastEventId?: string, signal?: AbortSignal): Promise<Response> {
    return fetch(new URL('/mcp', this.url), {
      signal,
      headers: {
        accept: 'text/event-stream',
        ...this.headers,
        ...(lastEventId && { 'last-event-id': lastEventId }),
      },
    });
  }

  async open(method: string, params: object): Promise<RawStream> {
    const stop = new AbortController();
    return RawStream.of(await this.post({ id: crypto.randomUUID(), method, params }, stop.signal), stop);
  }

  async resume(lastEventId: string): Promise<RawStream> {
    const stop = new AbortController();
    return RawStream.of(await this.listen(lastEventId, stop.signal), stop);
  }
}

const withVersion = (message: object): object =>
  Array.isArray(message) ? message : { jsonrpc: '2.0', ...message };

interface RawEvent {
  id: string;
  data: string;
}

/** One stream of events, read one by one. */
export class RawStream {
  private constructor(
    private readonly events: AsyncGenerator<RawEvent>,
    private readonly stop: AbortController,
  ) {}

  static of(response: Response, stop: AbortController): RawStream {
    const type = response.headers.get('content-type') ?? '';
    if (!response.body || !type.startsWith('text/event-stream'))
      throw new Error(`no stream: ${response.status} ${type}`);
    return new RawStream(eventsOf(response.body), stop);
  }

  /** The next event, be there a message in it or not. */
  async event(): Promise<RawEvent> {
    const { value, done } = await this.events.next();
    if (done) throw new Error('the stream has ended');
    return value;
  }

  async message(): Promise<{ id: string; message: Message }> {
    const { id, data } = await this.event();
    return data === '' ? this.message() : { id, message: JSON.parse(data) };
  }

  async rest(): Promise<RawEvent[]> {
    const events: RawEvent[] = [];
    for await (const event of this.events) events.push(event);
    return events;
  }

  lose(): void {
    this.stop.abort();
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<RawEvent> {
  let rest = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + part).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const lines = frame.split('\n').filter((line) => !line.startsWith(':'));
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const data = field('data');
      if (data !== undefined) yield { id: field('id') ?? '', data };
    }
  }
}
