import { Attributes, XmlReader } from '../packages/xml';

const CHUNK_BYTES = 1_024 ** 2;

/** Many strings in little memory: their bytes lie side by side, outside of the heap. */
class StringStore {
  private readonly chunks: Buffer[] = [];
  private readonly long = new Map<number, string>();
  private places = new Uint32Array(1_024);
  private lengths = new Uint32Array(1_024);
  private free = 0;
  private count = 0;

  add(text: string): void {
    if (this.count === this.places.length) this.grow();
    const length = Buffer.byteLength(text);
    if (length > CHUNK_BYTES) this.long.set(this.count, text);
    else this.write(text, length);
    this.count += 1;
  }

  get(index: number): string | undefined {
    const place = this.places[index];
    if (index >= this.count || place === undefined) return undefined;
    const long = this.long.get(index);
    if (long !== undefined) return long;
    const start = place % CHUNK_BYTES;
    return this.chunks[Math.floor(place / CHUNK_BYTES)]?.toString(
      'utf8',
      start,
      start + this.lengthAt(index),
    );
  }

  private lengthAt(index: number): number {
    return this.lengths[index] ?? 0;
  }

  private write(text: string, length: number): void {
    if (this.chunks.length === 0 || this.free + length > CHUNK_BYTES) {
      this.chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.free = 0;
    }
    this.chunks.at(-1)?.write(text, this.free);
    this.places[this.count] = (this.chunks.length - 1) * CHUNK_BYTES + this.free;
    this.lengths[this.count] = length;
    this.free += length;
  }

  private grow(): void {
    for (const name of ['places', 'lengths'] as const) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}

/** Reads the strings that the cells of a workbook share, without the readings that stand above them. */
export class SharedStrings implements XmlReader {
  private readonly store = new StringStore();
  private item = '';
  private inText = false;
  private inReading = false;

  open(name: string, _attributes: Attributes): void {
    if (name === 'si') this.item = '';
    else if (name === 'rPh') this.inReading = true;
    else if (name === 't') this.inText = !this.inReading;
  }

  close(name: string): void {
    if (name === 'si') this.store.add(this.item);
    else if (name === 'rPh') this.inReading = false;
    else if (name === 't') this.inText = false;
  }

  text(text: string): void {
    if (this.inText) this.item += text;
  }

  get(index: number): string | undefined {
    return this.store.get(index);
  }
}
