import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface DoorOptions {
  /** Shown for whoever comes without a credential. */
  token?: string;
}

/** What stands before gateways: each request goes to the next of them, as it is. */
export class Door {
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly gateways: string[],
    private readonly options: DoorOptions,
  ) {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.pass(incoming, outgoing);
    });
  }

  static async open(gateways: string[], options: DoorOptions = {}): Promise<Door> {
    const door = new Door(createServer(), gateways, options);
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { token } = this.options;
    const gateway = this.gateways[(this.turn += 1) % this.gateways.length];
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...incoming.headers };
    const onward = request(new URL(incoming.url ?? '/', gateway), { method: incoming.method, headers });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}
