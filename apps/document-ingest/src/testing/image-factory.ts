import { crc32, deflateSync } from 'node:zlib';

/** Letters of 5 by 7 dots, a row of dots in each number. */
const LETTERS: Record<string, number[]> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  H: [17, 17, 17, 31, 17, 17, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  N: [17, 25, 25, 21, 19, 19, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  ' ': [0, 0, 0, 0, 0, 0, 0],
};
const COLUMNS = 6;
const ROWS = 12;
const MARGIN = 6;
const DOT = 8;

interface Picture {
  width: number;
  height: number;
  /** A byte for each dot. */
  dots: Buffer;
}

/** Lines of capitals, black on white. */
function draw(lines: string[]): Picture {
  const width = (Math.max(...lines.map(({ length }) => length)) * COLUMNS + 2 * MARGIN) * DOT;
  const height = (lines.length * ROWS + 2 * MARGIN) * DOT;
  const dots = Buffer.alloc(width * height, 255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) if (isBlack(lines, x, y)) dots[y * width + x] = 0;
  return { width, height, dots };
}

function isBlack(lines: string[], x: number, y: number): boolean {
  const column = Math.floor(x / DOT) - MARGIN;
  const row = Math.floor(y / DOT) - MARGIN;
  const letter = LETTERS[lines[Math.floor(row / ROWS)]?.[Math.floor(column / COLUMNS)] ?? ' '];
  const bits = letter?.[row % ROWS] ?? 0;
  return column >= 0 && row >= 0 && ((bits >> (4 - (column % COLUMNS))) & 1) === 1;
}

/** A picture of lines of capitals. */
export function png(lines: string[]): Buffer {
  const { width, height, dots } = draw(lines);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Array.from({ length: height }, (_, y) => [
    Buffer.of(0),
    dots.subarray(y * width, (y + 1) * width),
  ]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

/** A picture of several pages. */
export function tiff(pages: string[][]): Buffer {
  const pieces: Buffer[] = [Buffer.from('II*\0', 'latin1')];
  let at = 8;
  for (const page of pages) {
    const { width, height, dots } = draw(page);
    const tags: [tag: number, value: number][] = [
      ...([
        [256, width],
        [257, height],
        [258, 8],
        [259, 1],
        [262, 1],
      ] as [number, number][]),
      ...([
        [273, at],
        [277, 1],
        [278, height],
        [279, dots.length],
      ] as [number, number][]),
    ];
    const directory = Buffer.alloc(2 + tags.length * 12);
    directory.writeUInt16LE(tags.length, 0);
    tags.forEach(([tag, value], index) => {
      const entry = 2 + index * 12;
      directory.writeUInt16LE(tag, entry);
      directory.writeUInt16LE(4, entry + 2);
      directory.writeUInt32LE(1, entry + 4);
      directory.writeUInt32LE(value, entry + 8);
    });
    pieces.push(pointer(at + dots.length), dots, directory);
    at += dots.length + directory.length + 4;
  }
  return Buffer.concat([...pieces, pointer(0)]);
}

const pointer = (at: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(at, 0);
  return bytes;
};
