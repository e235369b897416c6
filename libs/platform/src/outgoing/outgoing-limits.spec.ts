import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { certificate, certificateKey } from './testing/certificate';
import { Outside } from '@muster/testing';
import { clientWith, Names } from './testing/names';

const MEGABYTE = 1024 ** 2;
const client = clientWith({ OUTBOUND_ALLOW: '127.0.0.1', OUTBOUND_MAX_MB: '1' });

/** A server that does as it likes with its sockets. */
async function startRaw(talk: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => talk(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=secret` };
}

const answerOf = async (talk: (socket: Socket) => void, timeoutMs = 5_000): Promise<unknown> => {
  const { server, url } = await startRaw(talk);
  const answer = await client.request(url, { timeoutMs }).catch((error: unknown) => error);
  server.close();
  return answer;
};

describe('an answer', () => {
  const served = async (body: Buffer | Generator<Buffer>, encoding = 'identity'): Promise<unknown> => {
    const outside = await Outside.start((_, response) => {
      response.setHeader('content-encoding', encoding);
      const source = Readable.from(Buffer.isBuffer(body) ? [body] : body);
      pipeline(source, response).catch(() => undefined);
    });
    const answer = await client.request(outside.url()).catch((error: unknown) => error);
    await outside.close();
    return answer;
  };
  const TOO_LARGE = { code: 'limit_exceeded', details: { reason: 'size' } };

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('is unpacked: %s', async (encoding, pack) => {
    expect(await served(pack('hello'), encoding)).toMatchObject({ body: Buffer.from('hello') });
  });

  it('may be as large as the limit, and no larger', async () => {
    expect(await served(Buffer.alloc(MEGABYTE))).toMatchObject({ status: 200 });
    expect(await served(Buffer.alloc(MEGABYTE + 1))).toMatchObject(TOO_LARGE);
  });

  it('that never ends is cut at the limit', async () => {
    let sent = 0;
    const endless = function* (): Generator<Buffer> {
      for (;;) yield Buffer.alloc(64 * 1024, (sent += 1));
    };
    expect(await served(endless())).toMatchObject(TOO_LARGE);
    expect(sent).toBeLessThan(500);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('counts as what it unpacks to: %s', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(200 * MEGABYTE));
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const before = process.memoryUsage().arrayBuffers;
    expect(await served(bomb, encoding)).toMatchObject(TOO_LARGE);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MEGABYTE);
  });

  it('of many packed nothings is cut as well', async () => {
    const nothing = Buffer.concat(Array.from({ length: 1_000 }, () => gzipSync('')));
    const endless = function* (): Generator<Buffer> {
      for (;;) yield nothing;
    };
    expect(await served(endless(), 'gzip')).toMatchObject(TOO_LARGE);
  });

  it.each([
    ['gzip', Buffer.from('this is no gzip')],
    ['gzip', gzipSync('x'.repeat(10_000)).subarray(0, 20)],
    ['br', Buffer.from([255, 254, 253])],
    ['zstd', Buffer.from('x')],
    ['gzip, gzip', gzipSync(gzipSync('x'))],
  ])('that cannot be unpacked is invalid: %s', async (encoding, body) => {
    expect(await served(body, encoding)).toMatchObject({ code: 'invalid' });
  });

  it('without a body is one', async () => {
    expect(await served(Buffer.alloc(0), 'gzip')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('has headers of a bounded size', async () => {
    const endless = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(`x-${'y'.repeat(1_000)}: z\r\n`));
      };
      socket.on('drain', more);
      more();
    };
    expect(await answerOf(endless)).toMatchObject(TOO_LARGE);
  });

  it.each([
    ['no HTTP', (socket: Socket) => void socket.end('220 mail.example ESMTP\r\n')],
    ['nothing', (socket: Socket) => void socket.destroy()],
    ['half a body', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ])('of %s is none', async (_, talk) => {
    const error = await answerOf(talk);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect((error as Error).message).toMatch(/^127\.0\.0\.1 does not answer/);
    expect((error as Error).message).not.toContain('secret');
  });

  it.each([
    ['never begins', ''],
    ['begins and stops', 'HTTP/1.1 200 OK\r\n'],
    ['stops in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'],
  ])('that %s is not waited for', async (_, beginning) => {
    const error = await answerOf((socket) => void socket.write(beginning), 200);
    expect(error).toMatchObject({ code: 'unavailable', message: '127.0.0.1 did not answer in time' });
  });

  it('that drips is not waited for either: the time counts for all of it', async () => {
    const drips = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 20);
      socket.on('close', () => clearInterval(timer));
    };
    expect(await answerOf(drips, 300)).toMatchObject({ code: 'unavailable' });
  });
});

describe('a host', () => {
  it('that nobody knows is named', async () => {
    await expect(
      clientWith({}, new Names({})).request('http://nowhere.example/?a=secret'),
    ).rejects.toMatchObject({
      code: 'unavailable',
      message: 'there is no host nowhere.example',
    });
  });

  it('whose name is never resolved is not waited for', async () => {
    const names = new Names({});
    const stuck = clientWith(
      {},
      Object.assign(names, { resolve: () => new Promise<never>(() => undefined) }),
    );
    await expect(stuck.request('http://slow.example/', { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'slow.example did not answer in time',
    });
  });

  it('where nobody listens does not answer', async () => {
    const outside = await Outside.start((_, response) => response.end());
    const url = outside.url();
    await outside.close();
    await expect(client.request(url)).rejects.toMatchObject({
      code: 'unavailable',
      message: '127.0.0.1 does not answer (ECONNREFUSED)',
    });
  });

  it('is left when the caller has gone', async () => {
    const outside = await Outside.start(() => undefined);
    const caller = new AbortController();
    const asked = client.request(outside.url(), { signal: caller.signal });
    setTimeout(() => caller.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.request(outside.url(), { signal: caller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await outside.close();
  });

  it('is spoken to over TLS under its own name, at the checked address', async () => {
    const trusted = getCACertificates('default');
    const server = createTlsServer({ cert: certificate, key: certificateKey }, (_, response) =>
      response.end('sold'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const names = new Names({ 'shop.example': [['127.0.0.1']], 'bank.example': [['127.0.0.1']] });
    const buyer = clientWith({ OUTBOUND_ALLOW: '127.0.0.1' }, names);
    await expect(buyer.request(`https://shop.example:${port}/`)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^no trusted connection to shop\.example/),
    });
    setDefaultCACertificates([...trusted, certificate]);
    expect((await buyer.request(`https://shop.example:${port}/`)).body.toString()).toBe('sold');
    await expect(buyer.request(`https://bank.example:${port}/`)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^no trusted connection to bank\.example/),
    });
    setDefaultCACertificates(trusted);
    server.closeAllConnections();
    server.close();
  });
});
