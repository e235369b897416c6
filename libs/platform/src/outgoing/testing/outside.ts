import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { loadSettings } from '../../config/settings';
import type { Resolve } from '../guard/guarded-connect';
import { OutgoingHttp } from '../outgoing-http';
import { OutgoingSettings } from '../outgoing.settings';

export interface Visit {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server of somebody else's, on loopback, that counts who connects to it. */
export class Outside {
  connections = 0;
  readonly visits: Visit[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
    });
  }

  static async start(answer: RequestListener, { address = '127.0.0.1', port = 0 } = {}): Promise<Outside> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        outside.visits.push({ method, path, headers, body });
        answer(request, response);
      });
    });
    const outside = new Outside(server);
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    return outside;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The address of a page under one of the names that the resolver knows. */
  url(path = '/', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Names and what they stand for, and who asked for them. */
export class Names {
  readonly asked: string[] = [];

  /** Each name with its addresses; of several lists each is good for one question, the last one for all further. */
  constructor(private readonly addresses: Record<string, string[][]>) {}

  readonly resolve: Resolve = (host) => {
    this.asked.push(host);
    const lists = this.addresses[host] ?? [];
    const found = lists.length > 1 ? lists.shift() : lists[0];
    if (!found) return Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    return Promise.resolve(found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
}

export const clientWith = (env: NodeJS.ProcessEnv, names?: Names): OutgoingHttp =>
  new OutgoingHttp(loadSettings([OutgoingSettings], env)[0], names?.resolve);
