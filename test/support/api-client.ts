import type { ResponseCheck } from './response-check';

export interface RequestOptions {
  body?: unknown;
  /** Sent as it is, instead of JSON. */
  raw?: string | Buffer | FormData;
  headers?: Record<string, string>;
  query?: Record<string, string | number | boolean>;
  redirect?: 'follow' | 'manual';
}

// Tests look into bodies of many shapes; the check against the document has already typed them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

export interface ApiResponse {
  status: number;
  headers: Headers;
  body: Body;
}

/** Speaks to the gateway over HTTP; an answer that is not what the documents say fails the test. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly check: ResponseCheck,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** The same client with a credential. */
  as(token: string): ApiClient {
    return new ApiClient(this.url, this.check, { ...this.headers, authorization: `Bearer ${token}` });
  }

  /** The same client with these headers. */
  with(headers: Record<string, string>): ApiClient {
    return new ApiClient(this.url, this.check, { ...this.headers, ...headers });
  }

  get(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.send('GET', path, options);
  }

  post(path: string, body?: unknown, options?: RequestOptions): Promise<ApiResponse> {
    return this.send('POST', path, { body, ...options });
  }

  put(path: string, body?: unknown, options?: RequestOptions): Promise<ApiResponse> {
    return this.send('PUT', path, { body, ...options });
  }

  patch(path: string, body?: unknown, options?: RequestOptions): Promise<ApiResponse> {
    return this.send('PATCH', path, { body, ...options });
  }

  delete(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.send('DELETE', path, options);
  }

  async send(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(options.query ?? {}))
      url.searchParams.set(name, String(value));
    const { redirect = 'manual' } = options;
    const response = await fetch(url, { method, redirect, ...this.content(options) });
    const answer = {
      status: response.status,
      headers: response.headers,
      body: await bodyOf(method, response),
    };
    if (method !== 'HEAD' && method !== 'OPTIONS')
      this.check.verify({
        method,
        path: url.pathname,
        contentType: response.headers.get('content-type') ?? undefined,
        ...answer,
      });
    return answer;
  }

  private content({ body, raw, headers }: RequestOptions): Pick<RequestInit, 'headers' | 'body'> {
    const json = body !== undefined && raw === undefined;
    return {
      headers: { ...(json && { 'content-type': 'application/json' }), ...this.headers, ...headers },
      body: json ? JSON.stringify(body) : (raw as string | undefined),
    };
  }
}

async function bodyOf(method: string, response: Response): Promise<unknown> {
  if (method === 'HEAD') return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (/^application\/(\w+\+)?json/.test(type)) return response.json();
  if (type === '' || type.startsWith('text/')) return (await response.text()) || undefined;
  return Buffer.from(await response.arrayBuffer());
}
