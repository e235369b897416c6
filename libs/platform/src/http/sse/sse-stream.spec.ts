import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Response } from 'express';
import { sseFrame, SseStream } from './sse-stream';

describe('SseStream', () => {
  let server: Server;
  let client: Socket;

  beforeEach(async () => {
    server = createServer();
    server.listen(0);
    await once(server, 'listening');
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** A client that sends its request; what comes back is read, or left lying. */
  const open = async (reads: boolean): Promise<{ stream: SseStream; received: () => string }> => {
    const requested = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    client = connect((server.address() as AddressInfo).port);
    client.on('error', () => undefined);
    let text = '';
    if (reads) client.on('data', (chunk: Buffer) => (text += chunk.toString()));
    else client.pause();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = await requested;
    return { stream: new SseStream(response as Response), received: () => text };
  };

  it('cuts a client that does not read, instead of keeping everything for it', async () => {
    const { stream } = await open(false);
    let ended = 0;
    stream.onEnd(() => (ended += 1));
    const frame = sseFrame('1', 'test', 'x'.repeat(64 * 1024));
    let written = 0;
    while (stream.write(frame)) written += 1;
    // What the sockets of both sides hold comes on top of the backlog that is allowed.
    expect(written * frame.length).toBeLessThan(32 * 1024 * 1024);
    expect(ended).toBe(1);
    expect(stream.write(frame)).toBe(false);
  });

  it('tells when the client has gone', async () => {
    const { stream } = await open(true);
    const left = new Promise<void>((resolve) => {
      stream.onEnd(resolve);
    });
    client.destroy();
    await left;
    expect(stream.write('x')).toBe(false);
  });

  it('writes events in wire form after the stream stands', async () => {
    const { stream, received } = await open(true);
    stream.write(sseFrame('7', 'step.completed', '{"a":1}'));
    while (!received().includes('data:')) await once(client, 'data');
    expect(received()).toContain('content-type: text/event-stream');
    expect(received()).toContain('id: 7\nevent: step.completed\ndata: {"a":1}\n\n');
  });
});
