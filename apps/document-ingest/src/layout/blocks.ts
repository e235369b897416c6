import type { Line } from './lines';
import { withTables } from './tables';

/** Lines that belong together: a paragraph, a heading, an item, a row. */
export interface Block {
  lines: Line[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  size: number;
  /** Of a table, which has no lines: its rows with cells parted by tabs. */
  rows?: string[];
}

/** Distance of baselines within a paragraph, at most, as a multiple of the letters' size. */
const LINE_PITCH = 1.7;
const SAME_SIZE = 0.12;
/** More blocks than any page of text has: what is drawn of so many has no order worth the time. */
const MOST_ORDERED = 5_000;
/** In the place of how many blocks have to come first. */
const PLACED = -1;

/** Groups lines and puts the groups into reading order. */
export function toBlocks(lines: Line[]): Block[] {
  const blocks: Block[] = [];
  for (const piece of withTables(lines)) {
    const block = blocks.at(-1);
    if ('table' in piece) blocks.push({ lines: [], ...piece.table });
    else if (block && !block.rows && follows(block, piece.line)) extend(block, piece.line);
    else blocks.push(started(piece.line));
  }
  return inReadingOrder(blocks);
}

function started(line: Line): Block {
  const { left, right, y, size } = line;
  return { lines: [line], left, right, top: y + size, bottom: y, size };
}

function extend(block: Block, line: Line): void {
  block.lines.push(line);
  block.left = Math.min(block.left, line.left);
  block.right = Math.max(block.right, line.right);
  block.bottom = Math.min(block.bottom, line.y);
}

function follows(block: Block, line: Line): boolean {
  const pitch = block.bottom - line.y;
  if (pitch <= 0 || pitch > LINE_PITCH * block.size) return false;
  const sameSize = Math.abs(line.size - block.size) <= SAME_SIZE * block.size;
  return sameSize && line.left < block.right && line.right > block.left;
}

/**
 * Files nearly always hold text in reading order, columns and table rows included; so their order stands, except that
 * a block never comes before one that lies above it in the same column (running heads that are written last).
 */
function inReadingOrder(blocks: Block[]): Block[] {
  if (blocks.length > MOST_ORDERED) return blocks;
  const waiting = blocks.map((block) => blocks.filter((other) => isAbove(other, block)).length);
  const ordered: Block[] = [];
  while (ordered.length < blocks.length) {
    const free = waiting.indexOf(0);
    // Those that are above each other come as they are written.
    const next = free < 0 ? waiting.findIndex((count) => count > 0) : free;
    const block = blocks[next] as Block;
    ordered.push(block);
    waiting[next] = PLACED;
    for (const [index, count] of waiting.entries())
      if (count > 0 && isAbove(block, blocks[index] as Block)) waiting[index] = count - 1;
  }
  return ordered;
}

/** Wholly above, and over at least a part of it. */
const isAbove = (one: Block, other: Block): boolean =>
  one !== other && one.bottom >= other.top && one.left < other.right && one.right > other.left;
