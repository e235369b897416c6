import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { InvalidError, LimitExceededError } from '../errors/domain.errors';

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const UNPACK: Record<string, Unpack> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  identity: (bytes) => Promise.resolve(bytes),
};

/** What we ask for; more is understood. */
export const ACCEPTED_ENCODINGS = 'gzip, br';

const MEGABYTE = 1024 ** 2;

/**
 * Reads a body whole and unpacked. Throws `LimitExceededError` (reason `size`) as soon as the packed or the unpacked
 * bytes pass the limit, and `InvalidError` for a packing that is unknown or broken.
 */
export async function readBounded(
  body: Readable,
  { host, encoding, maxBytes }: { host: string; encoding: string; maxBytes: number },
): Promise<Buffer> {
  const unpack = UNPACK[encoding.trim().toLowerCase() || 'identity'];
  if (!unpack) throw new InvalidError(`${host} packs its answer in an unknown way`);
  const bytes = await collect(body, host, maxBytes);
  if (bytes.length === 0) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, maxBytes);
    throw new InvalidError(`${host} sent what cannot be unpacked`);
  }
}

async function collect(body: Readable, host: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let count = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    count += chunk.length;
    if (count > maxBytes) throw tooLarge(host, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (host: string, maxBytes: number): LimitExceededError =>
  new LimitExceededError(`the answer of ${host} is larger than ${+(maxBytes / MEGABYTE).toFixed(1)} MB`, {
    reason: 'size',
  });
