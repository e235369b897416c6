import { Block, toBlocks } from './blocks';
import { Line, TextRun, toLines } from './lines';

/** A stretch of a page; a heading begins one. */
export interface PageSection {
  text: string;
  heading?: { title: string; size: number };
}

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
const HEADING_SIZE = 1.15;
const BODY_SHARE = 0.3;
const LONGEST_HEADING = 120;

/** The text of one page in reading order, cut where its headings are. */
export function pageSections(runs: TextRun[]): PageSection[] {
  const lines = toLines(runs);
  const body = bodySize(lines);
  const words = new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+(?:-\p{L}+)+/gu) ?? []));
  const sections: PageSection[] = [{ text: '' }];
  let above: Block | undefined;
  for (const block of toBlocks(lines)) {
    const text = joined(block, words);
    const heading = headingOf(block, text, body);
    if (heading) sections.push({ text: '', heading });
    const section = sections.at(-1) as PageSection;
    // Of an empty line before it, a heading keeps the half that ends the section above.
    const previous = sections.at(heading ? -2 : -1) as PageSection;
    if (above) previous.text += gapBetween(above, block);
    section.text += text;
    above = block;
  }
  return sections.filter(({ text }) => text !== '');
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

function headingOf({ lines, size }: Block, text: string, body: number): PageSection['heading'] {
  const title = text.replace(/\s+/g, ' ');
  const large = size > body * HEADING_SIZE && lines.length <= 3 && title.length <= LONGEST_HEADING;
  return large && /\p{L}/u.test(title) && !BULLET.test(title) ? { title, size } : undefined;
}

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
