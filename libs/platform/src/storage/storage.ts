import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Meter } from './meter';
import type { ByteRange, LinkOptions, ObjectInfo, ObjectStore } from './object-store';

export interface StoredObject {
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Segments of letters, digits, `_`, `-` and inner dots, parted by `/`: no `..`, no absolute path, no hidden file. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const KEY_LENGTH = 512;

/** Bytes under keys that this product makes up itself; nothing of a user's wording may be part of a key. */
export class Storage {
  constructor(private readonly store: ObjectStore) {}

  /**
   * Stores a stream whole or not at all. Throws `LimitExceededError` (reason `size`) past `maxBytes`, and whatever
   * the stream fails with.
   */
  async put(
    key: string,
    body: Readable,
    options: { maxBytes: number; contentType?: string },
  ): Promise<StoredObject> {
    const path = checked(key);
    const meter = new Meter(options.maxBytes);
    const fed = pipeline(body, meter);
    const written = this.store.write(path, meter, options.contentType).catch((error: unknown) => {
      // Nobody reads any more: the source must not wait for ever.
      meter.destroy(error as Error);
      throw error;
    });
    const outcomes = await Promise.allSettled([fed, written]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return { size: meter.counted, sha256: meter.sha256() };
  }

  /** Throws `NotFoundError` before the first byte. */
  get(key: string, range?: ByteRange): Promise<Readable> {
    return this.store.read(checked(key), range);
  }

  head(key: string): Promise<ObjectInfo | undefined> {
    return this.store.head(checked(key));
  }

  /** Removing what is not there is fine. */
  remove(key: string): Promise<void> {
    return this.store.remove(checked(key));
  }

  /** Removes everything below `prefix/`. */
  removePrefix(prefix: string): Promise<void> {
    return this.store.removePrefix(checked(prefix));
  }

  /** An address from which a client may fetch the bytes itself for a while; undefined when bytes lie in a local folder. */
  link(key: string, options: LinkOptions): Promise<string | undefined> {
    return this.store.link(checked(key), options);
  }
}

function checked(key: string): string {
  if (key.length > KEY_LENGTH || !KEY.test(key)) throw new Error(`not a storage key: ${JSON.stringify(key)}`);
  return key;
}
