import { createHash, randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSigned } from './signature';

interface Call {
  method: string;
  key: string;
  url: URL;
  body: Buffer;
  request: IncomingMessage;
  response: ServerResponse;
}

const etag = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A server outside our processes that speaks as much of the S3 protocol as the product uses: signed requests and
 * presigned links, whole and multipart uploads, ranges, listings page by page, removal. Holds everything in memory.
 */
export class S3Server {
  readonly bucket = 'muster-test';
  readonly accessKeyId = 'AKIATEST';
  readonly secretAccessKey = 'test-secret-access-key';
  readonly objects = new Map<string, { bytes: Buffer; contentType: string; modifiedAt: Date }>();
  /** Multipart uploads that were begun and neither completed nor aborted. */
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** Keys per page of a listing. */
  pageSize = 2;
  private readonly contentTypes = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<S3Server> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const s3 = new S3Server(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      s3.answer(request, response).catch((error: unknown) => {
        response.destroy(error as Error);
      });
    });
    return s3;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.endpoint);
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const call = {
      method: request.method ?? '',
      key: rest.join('/'),
      url,
      body: Buffer.concat(chunks),
      request,
    };
    if (!isSigned(request, url, this.secretAccessKey)) return fail(response, 403, 'SignatureDoesNotMatch');
    if (bucket !== this.bucket) return fail(response, 404, 'NoSuchBucket');
    this.dispatch({ ...call, response });
  }

  private dispatch(call: Call): void {
    const query = call.url.searchParams;
    if (call.key === '') return this.list(call);
    if (query.has('uploads')) return this.begin(call);
    if (query.has('uploadId')) return this.multipart(call, query.get('uploadId') ?? '');
    if (call.method === 'PUT') return this.put(call);
    if (call.method === 'DELETE') return this.remove(call);
    this.get(call);
  }

  private put({ key, body, request, response }: Call): void {
    const contentType = request.headers['content-type'] ?? 'application/octet-stream';
    this.objects.set(key, { bytes: body, contentType, modifiedAt: new Date() });
    response.writeHead(200, { etag: etag(body) }).end();
  }

  private remove({ key, response }: Call): void {
    this.objects.delete(key);
    response.writeHead(204).end();
  }

  private get({ key, method, url, request, response }: Call): void {
    const found = this.objects.get(key);
    if (!found) return fail(response, 404, 'NoSuchKey');
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const end = range?.[2] ? Number(range[2]) + 1 : undefined;
    const bytes = range ? found.bytes.subarray(Number(range[1]), end) : found.bytes;
    const disposition = url.searchParams.get('response-content-disposition');
    response.writeHead(range ? 206 : 200, {
      'content-length': bytes.length,
      'content-type': found.contentType,
      'last-modified': found.modifiedAt.toUTCString(),
      etag: etag(found.bytes),
      ...(disposition && { 'content-disposition': disposition }),
    });
    response.end(method === 'HEAD' ? undefined : bytes);
  }

  private list({ url, response }: Call): void {
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, this.pageSize);
    const more = keys.length > page.length;
    xml(
      response,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>` +
        page.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('') +
        (more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '') +
        '</ListBucketResult>',
    );
  }

  private begin({ key, request, response }: Call): void {
    const id = randomUUID();
    this.uploads.set(id, new Map());
    this.contentTypes.set(id, request.headers['content-type'] ?? 'application/octet-stream');
    xml(
      response,
      `<InitiateMultipartUploadResult><Bucket>${this.bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }

  private multipart({ method, key, url, body, response }: Call, id: string): void {
    const parts = this.uploads.get(id);
    if (!parts) return fail(response, 404, 'NoSuchUpload');
    if (method === 'PUT') {
      parts.set(Number(url.searchParams.get('partNumber')), body);
      response.writeHead(200, { etag: etag(body) }).end();
      return;
    }
    this.uploads.delete(id);
    if (method === 'DELETE') {
      response.writeHead(204).end();
      return;
    }
    const ordered = [...parts].sort(([one], [other]) => one - other).map(([, bytes]) => bytes);
    const bytes = Buffer.concat(ordered);
    const contentType = this.contentTypes.get(id) ?? '';
    this.objects.set(key, { bytes, contentType, modifiedAt: new Date() });
    xml(
      response,
      `<CompleteMultipartUploadResult><Key>${escaped(key)}</Key></CompleteMultipartUploadResult>`,
    );
  }
}

const xml = (response: ServerResponse, body: string): void => {
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
};

function fail(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`);
}
