import type { BlockKind, ExtractedBlock } from '@muster/documents';
import { Block, toBlocks } from './blocks';
import { inColumns } from './columns';
import { Line, TextRun, toLines } from './lines';

/** A stretch of a page; a heading begins one. */
export interface PageSection {
  text: string;
  blocks: ExtractedBlock[];
  heading?: { title: string; level: number };
}

/** Titles that the file itself says are headings on this page, with their level. */
export type KnownHeadings = ReadonlyMap<string, number>;

/** A line that ends so much short of its block, as a share of the width, ends on purpose. */
const SHORT_LINE = 0.12;
const BULLET = /^[•·◦▪▸►–—─*-]\s/;
const ITEM = /^(?:[•·◦▪▸►–—─*-]|\(?[0-9a-zA-Z]{1,3}[.)])\s/;
/** The end of one line and the beginning of the next, when a word was parted between them. */
const PARTED = [
  [/\p{L}[-\u2010\u00ad]$/u, /^\p{Ll}/u],
  [/\p{Lu}{2}[-\u2010\u00ad]$/u, /^\p{Lu}{2}/u],
] as const;
/** Blocks further apart than this, as a multiple of the letters' size, have an empty line between them. */
const PARAGRAPH_GAP = 1.2;
/** Letters so much larger than running text are headings of these levels. */
const HEADING_SIZES: [level: number, ratio: number][] = [
  [1, 2.2],
  [2, 1.7],
  [3, 1.4],
  [4, 1.25],
  [5, 1.15],
];
const BODY_SHARE = 0.3;
const LONGEST_HEADING = 120;
/** A number alone may well be that of the page. */
const SHORTEST_ITEM = 4;

/** The text of one page in reading order, cut where its headings are. */
export function pageSections(runs: TextRun[], known: KnownHeadings = NONE): PageSection[] {
  const lines = inColumns(toLines(runs));
  const body = bodySize(lines);
  const words = new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+(?:-\p{L}+)+/gu) ?? []));
  const page = new PageWriter();
  for (const block of toBlocks(lines)) {
    const text = block.rows?.join('\n') ?? joined(block, words);
    const heading = headingOf(block, text, body, known);
    page.write(block, text, heading ? 'heading' : kindOf(block, text), heading);
  }
  return page.sections.filter(({ text }) => text !== '');
}

const NONE: KnownHeadings = new Map();

class PageWriter {
  readonly sections: PageSection[] = [{ text: '', blocks: [] }];
  private above?: Block;

  write(block: Block, text: string, kind: BlockKind, heading: PageSection['heading']): void {
    // Of an empty line before it, a heading keeps the half that ends the section above.
    const previous = this.sections.at(-1) as PageSection;
    if (heading) this.sections.push({ text: '', blocks: [], heading });
    const last =
      kind === 'list' && previous.blocks.at(-1)?.kind === kind ? previous.blocks.at(-1) : undefined;
    if (this.above) previous.text += last ? '\n' : gapBetween(this.above, block);
    this.above = block;
    this.append(this.sections.at(-1) as PageSection, text, kind, last);
  }

  /** Items follow each other in one list. */
  private append(section: PageSection, text: string, kind: BlockKind, list?: ExtractedBlock): void {
    const start = section.text.length;
    section.text += text;
    const end = section.text.length;
    if (list) list.end = end;
    else section.blocks.push({ kind, start, end, ...(kind === 'heading' && section.heading) });
  }
}

function kindOf({ rows, lines }: Block, text: string): BlockKind {
  if (rows) return 'table';
  return ITEM.test(text) && (lines.length > 1 || BULLET.test(text) || text.length > SHORTEST_ITEM)
    ? 'list'
    : 'paragraph';
}

function gapBetween(above: Block, below: Block): string {
  const gap = above.bottom - below.top;
  const sameSize = Math.abs(above.size - below.size) < 0.1 * above.size;
  return sameSize && Math.abs(gap) < PARAGRAPH_GAP * below.size ? '\n' : '\n\n';
}

/**
 * The size of running text: the largest in which, with all larger ones, a fair share of the letters is set. The size
 * of most letters would be that of the small print on many a slide.
 */
function bodySize(lines: Line[]): number {
  const bySize = lines.toSorted((one, other) => other.size - one.size);
  let wanted = lines.reduce((sum, { text }) => sum + text.length, 0) * BODY_SHARE;
  return bySize.find(({ text }) => (wanted -= text.length) <= 0)?.size ?? Infinity;
}

function headingOf(
  { lines, size, rows }: Block,
  text: string,
  body: number,
  known: KnownHeadings,
): PageSection['heading'] {
  const title = text.replace(/\s+/g, ' ');
  if (rows || lines.length > 3 || title.length > LONGEST_HEADING || !/\p{L}/u.test(title)) return undefined;
  const level = known.get(keyOf(title)) ?? HEADING_SIZES.find(([, ratio]) => size > body * ratio)?.[0];
  return level === undefined || BULLET.test(title) ? undefined : { title, level };
}

/** What two renderings of one title have in common. */
export const keyOf = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The lines of a block: flowing text is joined, what ends on purpose keeps its line. */
function joined(block: Block, compounds: ReadonlySet<string>): string {
  return block.lines.reduce((text, line, index) => {
    const before = block.lines[index - 1];
    if (!before) return line.text;
    if (PARTED.some(([end, start]) => end.test(text) && start.test(line.text)))
      return unhyphenated(text, line.text, compounds);
    const ends = ITEM.test(line.text) || block.right - before.right > SHORT_LINE * (block.right - block.left);
    return `${text}${ends ? '\n' : ' '}${line.text}`;
  }, '');
}

/** Drops the hyphen of a parted word, unless the page writes that compound with one elsewhere. */
function unhyphenated(text: string, next: string, compounds: ReadonlySet<string>): string {
  const compound = `${/[\p{L}-]+-$/u.exec(text)?.[0] ?? ''}${/^[\p{L}-]+/u.exec(next)?.[0] ?? ''}`;
  return (compounds.has(compound.toLowerCase()) ? text : text.slice(0, -1)) + next;
}
