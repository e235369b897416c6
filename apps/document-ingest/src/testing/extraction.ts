import type { BlockKind, ExtractedBlock, ExtractedPart, ExtractionPoint } from '@muster/documents';
import type { Parser } from '../parsers/parser';

export interface Reading {
  chars?: number;
  /** The file arrives in pieces of so many bytes. */
  pieceSize?: number;
  maxPages?: number;
}

/** All parts of a file, or those from a character on, as a resumed ingestion asks for them. */
export async function extract(
  parser: Parser,
  file: string | Buffer,
  { chars = 0, pieceSize = 1_000_000, maxPages = 10_000 }: Reading = {},
  whole?: ExtractedPart[],
): Promise<ExtractedPart[]> {
  const all = Buffer.from(file);
  const bytes: Buffer[] = [];
  for (let at = 0; at < all.length; at += pieceSize) bytes.push(all.subarray(at, at + pieceSize));
  const from = { chars, ...pageAt(whole ?? [], chars) };
  const parts: ExtractedPart[] = [];
  for await (const part of parser({ bytes, size: all.length, from, maxPages })) parts.push(part);
  return parts;
}

export const joined = (parts: ExtractedPart[]): string => parts.map(({ text }) => text).join('');

/** A block as a reader of the whole document sees it. */
export interface WholeBlock {
  kind: BlockKind;
  level?: number;
  start: number;
  end: number;
  text: string;
}

/** The blocks of all parts, those that were parted put together again. */
export function blocksOf(parts: ExtractedPart[]): WholeBlock[] {
  const text = joined(parts);
  const found: WholeBlock[] = [];
  let base = 0;
  for (const part of parts) {
    for (const block of part.blocks) {
      const last = found.at(-1);
      const { kind, level } = block;
      const [start, end] = [base + block.start, base + block.end];
      if (block.continued && last) Object.assign(last, { end, text: text.slice(last.start, end) });
      else found.push({ kind, ...(level && { level }), start, end, text: text.slice(start, end) });
    }
    base += part.text.length;
  }
  return found;
}

/** What is wrong with the parts, by the promises every parser makes; empty when nothing is. */
export function faults(parts: ExtractedPart[]): string[] {
  const found: string[] = [];
  for (const [number, part] of parts.entries()) {
    const what = [
      ...part.blocks.flatMap((block) => faultsOf(block, part)),
      ...sequenceFaults(parts[number - 1], part),
    ];
    found.push(...what.map((fault) => `part ${number}: ${fault}`));
  }
  if (parts.filter(({ details }) => details).length > 1) found.push('details on several parts');
  return found;
}

function sequenceFaults(previous: ExtractedPart | undefined, part: ExtractedPart): string[] {
  const { blocks, done } = part;
  const before = previous?.blocks.at(-1);
  const checks: [boolean, string][] = [
    [
      blocks.every(({ end }, at) => end <= (blocks[at + 1]?.start ?? end)),
      'blocks overlap or are out of order',
    ],
    [outside(part).trim() === '', `outside of blocks: ${outside(part).trim().slice(0, 40)}`],
    [!blocks.slice(1).some(({ continued }) => continued), 'a block goes on with another of its part'],
    [
      !before || !blocks[0]?.continued || blocks[0].kind === before.kind,
      `a ${blocks[0]?.kind} goes on with a ${before?.kind}`,
    ],
    [done >= (previous?.done ?? 0) && done <= 1, `done is ${done}`],
  ];
  return failed(checks);
}

const failed = (checks: [boolean, string][]): string[] =>
  checks.filter(([holds]) => !holds).map(([, what]) => what);

/** What is wrong with reading on from `chars`, given the parts of the whole. */
export async function faultsOfResuming(
  parser: Parser,
  file: string | Buffer,
  whole: ExtractedPart[],
  chars: number,
): Promise<string[]> {
  const rest = await extract(parser, file, { chars }, whole);
  const found = faults(rest).map((fault) => `from ${chars}: ${fault}`);
  const cut = blocksOf(whole).some(({ start, end }) => start < chars && end > chars);
  const first = rest.flatMap(({ blocks }) => blocks)[0];
  if (cut !== (first?.continued ?? false)) found.push(`from ${chars}: continued is ${first?.continued}`);
  if (joined(rest) !== joined(whole).slice(chars)) found.push(`from ${chars}: other text`);
  if (JSON.stringify(blocksOf(rest)) !== JSON.stringify(blocksAfter(whole, chars)))
    found.push(`from ${chars}: other blocks`);
  if (JSON.stringify(rest.at(-1)?.headings ?? []) !== JSON.stringify(headingsAt(whole, rest)))
    found.push(`from ${chars}: other headings`);
  return found;
}

const headingsAt = (whole: ExtractedPart[], rest: ExtractedPart[]): string[] =>
  rest.length > 0 ? (whole.at(-1)?.headings ?? []) : [];

const blocksAfter = (whole: ExtractedPart[], chars: number): WholeBlock[] =>
  blocksOf(whole)
    .filter(({ end }) => end > chars)
    .map((block) => {
      const text = block.text.slice(Math.max(0, chars - block.start)).trimStart();
      return { ...block, start: block.end - chars - text.length, end: block.end - chars, text };
    });

function faultsOf({ kind, start, end, level }: ExtractedBlock, part: ExtractedPart): string[] {
  const text = part.text.slice(start, end);
  const checks: [boolean, string][] = [
    [start < end && end <= part.text.length, `a span of ${start} to ${end}`],
    [text.trim() === text, `white space around "${text.slice(0, 40)}"`],
    [(kind === 'heading') === (level !== undefined), `${kind} with level ${level}`],
    [level === undefined || (Number.isInteger(level) && level >= 1), `level ${level}`],
  ];
  return failed(checks);
}

/** The text of a part without its blocks. */
function outside({ text, blocks }: ExtractedPart): string {
  let at = 0;
  let rest = '';
  for (const { start, end } of blocks) {
    rest += text.slice(at, start);
    at = end;
  }
  return rest + text.slice(at);
}

/** Where the stored text ends, as the store remembers it. */
function pageAt(parts: ExtractedPart[], chars: number): Omit<ExtractionPoint, 'chars'> {
  let [page, pageStart, base]: [number | null, number, number] = [null, 0, 0];
  for (const part of parts) {
    if (base >= chars) break;
    if (part.page !== page) [page, pageStart] = [part.page, base];
    base += part.text.length;
  }
  return { page, pageStart, headings: headingsBefore(parts, pageStart) };
}

function headingsBefore(parts: ExtractedPart[], chars: number): ExtractionPoint['headings'] {
  const open: ExtractionPoint['headings'] = [];
  let base = 0;
  for (const part of parts) {
    for (const { kind, start, end, level = 1, title = part.text.slice(start, end) } of part.blocks) {
      if (kind !== 'heading' || base + start >= chars) continue;
      open.splice(0, Infinity, ...open.filter((heading) => heading.level < level), { level, title });
    }
    base += part.text.length;
  }
  return open;
}
