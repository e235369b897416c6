import type { Readable } from 'node:stream';

const KEPT_BYTES = 64 * 1024;

/** The beginning of what a process prints; the rest is read and forgotten. */
export class KeptOutput {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private total = 0;

  constructor(stream: Readable) {
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      const kept = chunk.subarray(0, KEPT_BYTES - this.size);
      if (kept.length > 0) this.chunks.push(kept);
      this.size += kept.length;
      this.total += chunk.length;
    });
  }

  get isCut(): boolean {
    return this.total > this.size;
  }

  toString(): string {
    return new TextDecoder()
      .decode(Buffer.concat(this.chunks), { stream: this.isCut })
      .replaceAll('\0', '\ufffd');
  }
}
