import type { Readable } from 'node:stream';

export interface ObjectInfo {
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

/** First and last byte, both included, as in HTTP. */
export interface ByteRange {
  start: number;
  end?: number;
}

export interface LinkOptions {
  /** Under which name a browser saves it. */
  filename: string;
  /** Seconds. */
  expiresIn: number;
}

/** One place where bytes live. Keys are valid by the time they arrive here. */
export interface ObjectStore {
  /** All or nothing: when `body` fails, nothing is left under the key. Replaces what was there. */
  write(key: string, body: Readable, contentType?: string): Promise<void>;
  /** Throws `NotFoundError` before the first byte. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Removing what is not there is fine. */
  remove(key: string): Promise<void>;
  /** Removes everything below `prefix/`. */
  removePrefix(prefix: string): Promise<void>;
  /** Undefined: this store cannot be reached by a client itself. */
  link(key: string, options: LinkOptions): Promise<string | undefined>;
}
