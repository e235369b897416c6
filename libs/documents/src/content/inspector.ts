import { Transform, TransformCallback } from 'node:stream';
import { InvalidError } from '@muster/platform';
import { ContentType, detectContentType, HEAD_BYTES } from './content-type';

/** Bytes of which blank text consists in any of the encodings we read; the marks of byte order among them. */
const BLANK = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xa0, 0xc2, 0xef, 0xbb, 0xbf, 0xff, 0xfe]);

/**
 * Passes an upload on while finding out what it is. Fails with `InvalidError` as soon as it is no readable type
 * (`unsupported_type`), and at the end when there was nothing to read (`empty`).
 */
export class Inspector extends Transform {
  private head: Buffer[] = [];
  private headBytes = 0;
  private blank = true;
  private found?: ContentType;

  constructor(private readonly hints: { filename: string; declared?: string }) {
    super();
  }

  /** Known once the stream has ended. */
  get contentType(): ContentType {
    return this.found ?? 'text/plain';
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.blank &&= bytes.every((byte) => BLANK.has(byte));
    if (this.found) {
      done(null, bytes);
      return;
    }
    this.head.push(bytes);
    this.headBytes += bytes.length;
    if (this.headBytes < HEAD_BYTES) done();
    else this.release(done);
  }

  override _flush(done: TransformCallback): void {
    if (this.blank) done(new InvalidError('the file has no text', { file: 'is empty' }, 'empty'));
    else if (this.found) done();
    else this.release(done);
  }

  /** Held back until the type is known, so that nothing of a refused file is stored. */
  private release(done: TransformCallback): void {
    const head = Buffer.concat(this.head);
    this.head = [];
    detectContentType(head.subarray(0, HEAD_BYTES), this.hints).then(
      (type) => {
        this.found = type;
        done(null, head);
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
  }
}
