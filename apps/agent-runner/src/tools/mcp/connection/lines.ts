const NEWLINE = 0x0a;

/** Cuts what comes in pieces into lines, in time that grows with its length and no faster. */
export class Lines {
  private pieces: Buffer[] = [];
  private size = 0;

  constructor(private readonly longest: number) {}

  /** The lines that are complete now. Throws when one is longer than it may be. */
  take(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      lines.push(Buffer.concat(this.pieces).toString().replace(/\r$/, ''));
      this.pieces = [];
      this.size = 0;
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  private keep(piece: Buffer): void {
    this.size += piece.length;
    if (this.size > this.longest) throw new Error(`a message is longer than ${this.longest} bytes`);
    if (piece.length > 0) this.pieces.push(piece);
  }
}
