import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

interface Visit {
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
