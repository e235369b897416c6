import { createHash } from 'node:crypto';
import { Transform, TransformCallback } from 'node:stream';
import { LimitExceededError } from '../errors/domain.errors';

/** Passes bytes on, counting and hashing them; fails with `LimitExceededError` at the first byte over the limit. */
export class Meter extends Transform {
  /** Bytes so far. Not named `size`: the upload library would take that for the length of the whole stream. */
  counted = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly maxBytes: number) {
    super();
  }

  sha256(): string {
    return this.hash.digest('hex');
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.counted += bytes.length;
    if (this.counted > this.maxBytes) {
      done(
        new LimitExceededError(`larger than the limit of ${megabytes(this.maxBytes)} MB`, { reason: 'size' }),
      );
      return;
    }
    this.hash.update(bytes);
    done(null, bytes);
  }
}

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(2).replace(/\.?0+$/, '');
