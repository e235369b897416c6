/** The longest chunk, in characters. */
export const CHUNK_SIZE = 1_000;

export interface Span {
  start: number;
  end: number;
}

/**
 * Cuts a text into spans of at most `CHUNK_SIZE` characters without overlap: after the last full stop when that lies
 * past the middle, else at the last white space past it, else at the limit. Spans are trimmed, empty ones dropped.
 * With `open`, the last piece is left uncut, because more text will follow it. `cut` is how far the text was used up.
 */
export function chunkSpans(text: string, { open = false } = {}): { spans: Span[]; cut: number } {
  const spans: Span[] = [];
  let cut = 0;
  while (cut < text.length) {
    const whole = text.length - cut <= CHUNK_SIZE;
    if (whole && open) break;
    const end = whole ? text.length : cut + lengthOfNext(text.slice(cut, cut + CHUNK_SIZE + 1));
    const span = trimmed(text, cut, end);
    if (span) spans.push(span);
    cut = end;
  }
  return { spans, cut };
}

/** `window` is one character longer than a chunk may be. */
function lengthOfNext(window: string): number {
  const cuts = [lastSentenceEnd(window), window.lastIndexOf('.', CHUNK_SIZE - 1) + 1, lastSpace(window)];
  const cut = cuts.find((length) => length > CHUNK_SIZE / 2) ?? CHUNK_SIZE;
  return splitsPair(window, cut) ? cut - 1 : cut;
}

/** The length up to and with the last full stop before white space: rather that than the point of `3.14`. */
function lastSentenceEnd(window: string): number {
  for (let at = CHUNK_SIZE - 1; at >= CHUNK_SIZE / 2; at -= 1)
    if (window[at] === '.' && /\s/.test(window[at + 1] ?? ' ')) return at + 1;
  return 0;
}

function lastSpace(window: string): number {
  for (let at = CHUNK_SIZE; at > CHUNK_SIZE / 2; at -= 1) if (/\s/.test(window[at] ?? '')) return at;
  return 0;
}

/** Whether a cut there would part the two halves of one character. */
const splitsPair = (window: string, cut: number): boolean =>
  /[\ud800-\udbff]/.test(window[cut - 1] ?? '') && /[\udc00-\udfff]/.test(window[cut] ?? '');

function trimmed(text: string, from: number, to: number): Span | undefined {
  const piece = text.slice(from, to);
  const start = from + piece.length - piece.trimStart().length;
  const end = from + piece.trimEnd().length;
  return start < end ? { start, end } : undefined;
}
