import { crc32, createInflateRaw } from 'node:zlib';
import { Entry, fromBufferPromise, getFileNameLowLevel, validateFileName, ZipFile } from 'yauzl';
import { ParseError } from '../parsers/parser';

/** More than any office file holds; an archive with more is made to be a nuisance. */
const MOST_ENTRIES = 20_000;
/** What may be unpacked of one archive, all entries together. */
const MOST_BYTES = 1_024 ** 3;
/** So many times its packed size may an entry have, once it is large enough to matter. Sheets reach 30 or so. */
const MOST_RATIO = 200;
const RATIO_FROM = 16 * 1_024 ** 2;
const CHUNK_BYTES = 65_536;

const STORED = 0;
const DEFLATED = 8;

/** An archive in memory. Sizes are counted while unpacking: what headers say of them is not believed. */
export class ZipArchive {
  private unpacked = 0;

  private constructor(
    private readonly bytes: Buffer,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async open(bytes: Buffer): Promise<ZipArchive> {
    try {
      // Names are decoded here: one of them that is not safe would fail the archive, and shall only be left out.
      const zip = await fromBufferPromise(bytes, { decodeStrings: false });
      if (zip.entryCount > MOST_ENTRIES) throw tooLong(`it holds more than ${MOST_ENTRIES} files`);
      return new ZipArchive(bytes, zip, await entriesOf(zip));
    } catch (error) {
      throw error instanceof ParseError ? error : corrupt();
    }
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name));
  }

  /** Unpacked bytes of an entry, as its header has it: good enough for telling how far a reading is. */
  size(name: string): number {
    return this.entries.get(keyOf(name))?.uncompressedSize ?? 0;
  }

  /** The bytes of an entry; none when there is no such entry. */
  async *unpack(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(keyOf(name));
    if (!entry) return;
    let size = 0;
    let sum = 0;
    for await (const chunk of await this.inflated(entry)) {
      size += chunk.length;
      sum = crc32(chunk, sum);
      this.count(chunk.length, size, entry);
      yield chunk;
    }
    if (sum !== entry.crc32) throw corrupt();
  }

  private count(more: number, size: number, { compressedSize }: Entry): void {
    this.unpacked += more;
    if (this.unpacked > MOST_BYTES) throw tooLong('it unpacks to more than a gigabyte');
    if (size > RATIO_FROM && size > compressedSize * MOST_RATIO)
      throw tooLong(`it unpacks to more than ${MOST_RATIO} times its size`);
  }

  private async inflated(entry: Entry): Promise<AsyncIterable<Uint8Array>> {
    if (entry.isEncrypted())
      throw new ParseError('encrypted', 'it is encrypted and opens with a password only');
    const packed = await this.packed(entry);
    if (entry.compressionMethod === STORED) return chunksOf(packed);
    if (entry.compressionMethod !== DEFLATED)
      throw new ParseError('unsupported_type', 'it is packed in a way that office programs do not use');
    return inflate(packed);
  }

  private async packed(entry: Entry): Promise<Buffer> {
    const { fileDataStart } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(() => Promise.reject(corrupt()));
    const end = fileDataStart + entry.compressedSize;
    if (end > this.bytes.length) throw corrupt();
    return this.bytes.subarray(fileDataStart, end);
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
    const key = keyOf(name);
    if (validateFileName(name) === null && !entries.has(key)) entries.set(key, entry);
  }
  return entries;
}

async function* inflate(packed: Buffer): AsyncGenerator<Uint8Array> {
  const inflating = createInflateRaw({ chunkSize: CHUNK_BYTES });
  inflating.end(packed);
  try {
    yield* inflating as AsyncIterable<Buffer>;
  } catch {
    throw corrupt();
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** Names of parts differ by more than their case. */
const keyOf = (name: string): string => name.toLowerCase();

const corrupt = (): ParseError => new ParseError('corrupt', 'it is damaged and cannot be unpacked');

const tooLong = (message: string): ParseError => new ParseError('too_long', message);
