import { Agent, type IncomingMessage, request } from 'node:http';

export interface Answer {
  status: number;
  text: string;
}

/** A plain HTTP client on kept connections: it must cost less than what it measures. */
export class Api {
  private readonly agent: Agent;

  constructor(
    readonly url: string,
    readonly token?: string,
    private readonly connections = 64,
    /** Of a server that listens on a socket in the file system. */
    private readonly socketPath?: string,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  get headers(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** The same address with a credential. */
  as(token: string): Api {
    return new Api(this.url, token, this.connections, this.socketPath);
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** Throws unless it is answered with a status of 200 to 299; the answer's JSON. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const { status, text } = await this.send('POST', path, JSON.stringify(body));
    if (status < 200 || status > 299) throw new Error(`POST ${path}: ${status} ${text.slice(0, 200)}`);
    return JSON.parse(text) as T;
  }

  /** An answer whose body goes on. Throws when it is refused. */
  async stream(path: string): Promise<IncomingMessage> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { headers: this.headers, agent: false } as const;
      request(`${this.url}${path}`, options, resolve).once('error', reject).end();
    });
    if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode}`);
    return response;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: string): Promise<Answer> {
    const headers = {
      ...this.headers,
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent: this.agent, socketPath: this.socketPath };
      const sent = request(`${this.url}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
