import { CONNECTORS } from './words.data';

/** A stretch of text that no sentence reaches beyond: a paragraph, a heading, an item of a list. */
export interface Segment {
  start: number;
  end: number;
  kind: 'text' | 'heading' | 'item';
}

interface Line {
  start: number;
  end: number;
  text: string;
}

const TERMINAL = /[.!?…:;。！？]["'”’)\]]*$/;
const SIGN = /^[-*•–—─▪◦·‣○●➢]\s+/;
const BULLET = /^(?:[-*•–—─▪◦·‣○●➢]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+/;
const NUMBER = /^\(?\d{1,3}[.)]\s+/;
const MARKDOWN_HEADING = /^#{1,6}\s+/;
const NUMBERED_HEADING =
  /^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|(?:chapter|section|part|appendix|article)\s+\w+)\s+\S/i;
const KEYED = /^\p{L}[\p{L} ]{0,30}:\s/u;
const FOOTER = /^(?:©|\(c\)|page \d)/i;
const LONGEST_HEADING = 90;

/**
 * Tells the line breaks that mean something from those that only wrapped a paragraph, as text out of a PDF is full of.
 */
export function segmentsOf(text: string): Segment[] {
  const lines = linesOf(text);
  const width = Math.max(0, ...lines.map((line) => line.text.length));
  const segments: Segment[] = [];
  let open: Line[] = [];
  const close = () => {
    if (open.length > 0) segments.push(toSegment(open));
    open = [];
  };
  lines.forEach((line, index) => {
    if (line.text === '') {
      close();
      return;
    }
    open.push(line);
    const next = lines[index + 1];
    if (next && breaksBefore(line.text, next.text, width)) close();
  });
  close();
  return numberedLists(text, segments);
}

/** "1. Flour" beside "2. Sugar" is an item; alone above a paragraph it is a heading. */
function numberedLists(text: string, segments: Segment[]): Segment[] {
  const markers = segments.map(({ start, end }) => NUMBER.exec(text.slice(start, end))?.[0].length ?? 0);
  return segments.map((segment, index) => {
    const marker = markers[index] ?? 0;
    const beside = (markers[index - 1] ?? 0) > 0 || (markers[index + 1] ?? 0) > 0;
    return segment.kind === 'heading' && marker > 0 && beside
      ? { ...segment, start: segment.start + marker, kind: 'item' }
      : segment;
  });
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\r\n\f]*(?:\r\n|\n|\r|\f|$)/g)]
    .filter(([whole]) => whole !== '')
    .map((match) => {
      const content = match[0].replace(/[\r\n\f]+$/, '');
      const lead = content.length - content.trimStart().length;
      const start = match.index + lead;
      const trimmed = content.trim();
      return { start, end: start + trimmed.length, text: trimmed };
    });
}

type Break = (line: string, next: string) => boolean;

const ALWAYS: Break[] = [
  (_, next) => BULLET.test(next) || MARKDOWN_HEADING.test(next) || FOOTER.test(next),
  (line) => MARKDOWN_HEADING.test(line),
  (line, next) => KEYED.test(line) && KEYED.test(next),
  (line, next) => isTableRow(line) || isTableRow(next),
];

const NEVER: Break[] = [
  (line) => TERMINAL.test(line) || /[,-]$/.test(line),
  (line) => CONNECTORS.has(/\S+$/.exec(line)?.[0].toLowerCase() ?? ''),
  (_, next) => !/^["'“‘([]?[\p{Lu}\p{N}]/u.test(next),
];

/** Does the break between two lines mean something? `width`: of the widest line, as a paragraph would fill it. */
function breaksBefore(line: string, next: string, width: number): boolean {
  if (ALWAYS.some((means) => means(line, next))) return true;
  if (NEVER.some((wraps) => wraps(line, next))) return false;
  const numbered = NUMBERED_HEADING.test(line) && line.length <= LONGEST_HEADING;
  return line.length < width * (numbered ? 0.9 : 0.7);
}

const isTableRow = (line: string): boolean => /\t|\s{3,}|\|/.test(line);

function toSegment(lines: Line[]): Segment {
  const [first, last] = [lines[0] as Line, lines.at(-1) as Line];
  const heading = lines.length <= 2 && isHeading(lines.map(({ text }) => text).join(' '));
  const marker = (BULLET.exec(first.text) ?? MARKDOWN_HEADING.exec(first.text))?.[0].length ?? 0;
  // A number that begins a heading belongs to it; a bullet does not belong to its item.
  const skipped = heading && NUMBERED_HEADING.test(first.text) ? 0 : marker;
  const kind = heading ? 'heading' : marker > 0 ? 'item' : 'text';
  return { start: Math.min(first.start + skipped, last.end), end: last.end, kind };
}

function isHeading(line: string): boolean {
  if (MARKDOWN_HEADING.test(line)) return true;
  if (line.length > LONGEST_HEADING || TERMINAL.test(line) || line.endsWith(',')) return false;
  if (SIGN.test(line) || isTableRow(line)) return false;
  return line.split(/\s+/).length <= 12 && /^[\p{Lu}\p{N}]/u.test(line);
}
