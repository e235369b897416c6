import { Transform, TransformCallback } from 'node:stream';
import { InvalidError } from '@muster/platform';
import { ContainerWatch, containerWatch, Found } from './containers';
import { ContentType, detectContentType, HEAD_BYTES, unsupported } from './content-type';

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
  private watch?: ContainerWatch;
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
    if (this.watch) settle(this.watched(this.watch, bytes), done);
    else if (this.found) done(null, bytes);
    else this.collect(bytes, done);
  }

  override _flush(done: TransformCallback): void {
    settle(this.ended(), done);
  }

  private collect(bytes: Buffer, done: TransformCallback): void {
    this.head.push(bytes);
    this.headBytes += bytes.length;
    if (this.headBytes < HEAD_BYTES) done();
    else settle(this.released(), done);
  }

  private async ended(): Promise<Buffer | undefined> {
    if (this.blank) throw new InvalidError('the file has no text', { file: 'is empty' }, 'empty');
    const head = this.found || this.watch ? undefined : await this.released();
    if (this.watch) this.decide(await this.watch.end());
    return head;
  }

  /** Held back until the type is known, so that little of a refused file is stored. */
  private async released(): Promise<Buffer> {
    const bytes = Buffer.concat(this.head);
    this.head = [];
    const head = bytes.subarray(0, HEAD_BYTES);
    this.watch = containerWatch(head, this.hints);
    if (this.watch) return this.watched(this.watch, bytes);
    this.found = await detectContentType(head, this.hints);
    return bytes;
  }

  private async watched(watch: ContainerWatch, bytes: Buffer): Promise<Buffer> {
    if (!watch.found) watch.watch(bytes);
    if (watch.found) this.decide(watch.found);
    return bytes;
  }

  private decide(found: Found): void {
    if ('unsupported' in found) throw unsupported(found.unsupported);
    this.found = found.type;
  }
}

/** Ends a step of a stream with what comes of a promise. */
function settle(step: Promise<Buffer | undefined>, done: TransformCallback): void {
  step.then(
    (bytes) => {
      done(null, bytes);
    },
    (error: unknown) => {
      done(error as Error);
    },
  );
}
