import {
  type InitializeRequest,
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type JSONRPCResponse,
  type MessageExtraInfo,
  type Transport,
} from '@modelcontextprotocol/server';
import type { Reply } from './reply';

/** Id of the handshake that is repeated for each request. No client sees it. */
const HANDSHAKE = 'muster-handshake';

/** Carries one request of a client to a server that lives for it alone, and all that is said about it meanwhile. */
export class Exchange implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  private readonly introduced = Promise.withResolvers<void>();

  /** `token` names the exchange to the client; without one nothing can be asked of it. */
  constructor(
    private readonly request: JSONRPCRequest,
    private readonly reply: Reply,
    private readonly extra: MessageExtraInfo,
    private readonly token?: string,
  ) {}

  start(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  /** The server learns who the client is as it did at the beginning of the session, and then what it wants. */
  async serve(handshake?: InitializeRequest['params']): Promise<void> {
    if (handshake) {
      this.onmessage?.({ jsonrpc: '2.0', id: HANDSHAKE, method: 'initialize', params: handshake });
      await this.introduced.promise;
      this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/initialized' });
    }
    this.onmessage?.(this.request, this.extra);
  }

  /** What the client says about this request afterwards. */
  deliver(message: JSONRPCMessage): void {
    if (isResponse(message)) return this.onmessage?.({ ...message, id: this.numberOf(message) });
    this.onmessage?.(message, this.extra);
    if ('method' in message && message.method === 'notifications/cancelled')
      this.end(undefined).catch((error: unknown) => this.onerror?.(error as Error));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (isResponse(message)) return message.id === HANDSHAKE ? this.introduced.resolve() : this.end(message);
    // Its answer may reach another copy, which must know whose it is.
    await this.reply.send(
      isJSONRPCRequest(message) ? { ...message, id: `${this.token}.${message.id}` } : message,
    );
  }

  private async end(answer: JSONRPCResponse | undefined): Promise<void> {
    try {
      await this.reply.finish(answer);
    } finally {
      await this.close();
    }
  }

  private numberOf({ id }: JSONRPCResponse): number {
    return Number(String(id).slice(String(this.token).length + 1));
  }
}

const isResponse = (message: JSONRPCMessage): message is JSONRPCResponse =>
  isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
