import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { Failure } from './failure';

/** The members of the answers that the demo looks at. */
export interface DocumentView {
  id: string;
  filename: string;
  progress: number;
  ingestion: 'ingesting' | 'ready' | 'failed';
  error: string | null;
  chunkCount: number;
}

export interface CitationView {
  quote: string;
  documentId: string;
  chunkId: string;
  page?: number;
}

export interface StepView {
  index: number;
  action: { name: string; final: boolean };
  result: {
    status: string;
    summary: string;
    error: string | null;
    message: string | null;
    citations: CitationView[];
  };
}

export interface EventView {
  type: string;
  data: Record<string, unknown>;
}

const CLEANING_MS = 5_000;

/** Muster as a client sees it: over HTTP and by nothing else. */
export class Api {
  private token = '';

  constructor(
    readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  useToken(token: string): void {
    this.token = token;
  }

  async logIn(username: string, password: string): Promise<void> {
    const { token } = await this.json<{ token: string }>('POST', '/auth/login', { username, password });
    this.token = token;
  }

  /** The file goes from the disk to the socket; it is never whole in memory. */
  async upload(path: string, title: string, description: string): Promise<DocumentView> {
    const form = new FormData();
    form.append('file', await openAsBlob(path, { type: 'application/pdf' }), basename(path));
    const query = new URLSearchParams({ title, description }).toString();
    return (
      await this.send('POST', `/api/documents?${query}`, { body: form })
    ).json() as Promise<DocumentView>;
  }

  document(id: string): Promise<DocumentView> {
    return this.json('GET', `/api/documents/${id}`);
  }

  /** Also when everything else has been called off. */
  async removeDocument(id: string): Promise<void> {
    await this.send('DELETE', `/api/documents/${id}`, { signal: AbortSignal.timeout(CLEANING_MS) });
  }

  chunk(id: string): Promise<{ content: string; documentTitle: string }> {
    return this.json('GET', `/api/chunks/${id}`);
  }

  createTask(message: string): Promise<{ id: string }> {
    return this.json('POST', '/api/tasks', { message });
  }

  step(taskId: string): Promise<StepView> {
    return this.json('POST', `/api/tasks/${taskId}`);
  }

  /** Everything that happens in a run, from its beginning, for as long as somebody reads. */
  async *events(runId: string): AsyncGenerator<EventView> {
    const headers = { accept: 'text/event-stream' };
    const { body } = await this.send('GET', `/api/v1/runs/${runId}/events?from=start`, { headers });
    let text = '';
    for await (const part of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      const frames = (text + part).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data) yield JSON.parse(data) as EventView;
      }
    }
  }

  private async json<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const sent = body ? { headers, body: JSON.stringify(body) } : {};
    return (await this.send(method, path, sent)).json() as Promise<T>;
  }

  private async send(
    method: string,
    path: string,
    {
      headers = {},
      ...init
    }: { headers?: Record<string, string>; body?: string | FormData; signal?: AbortSignal },
  ): Promise<Response> {
    const authorization = this.token ? { authorization: `Bearer ${this.token}` } : {};
    const response = await fetch(new URL(path, this.url), {
      method,
      signal: this.signal,
      headers: { ...authorization, ...headers },
      ...init,
    }).catch((error: Error) => {
      this.signal.throwIfAborted();
      throw new Failure(`cannot reach Muster at ${this.url}: ${reasonOf(error)}`);
    });
    if (response.ok) return response;
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    throw new Failure(
      `${method} ${path.split('?')[0] ?? path} answered ${response.status}: ${message ?? response.statusText}`,
    );
  }
}

const reasonOf = ({ cause, message }: Error): string =>
  (cause as { code?: string } | undefined)?.code ?? message;
