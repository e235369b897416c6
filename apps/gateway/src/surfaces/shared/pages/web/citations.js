const REFERENCE = /\[([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]/g;

/** What stands between quotes and stored text may differ in white space. */
const bare = (text) => text.replace(/\s+/g, '');

/**
 * The citations of all exchanges, each once and numbered from 1: first those that an answer was given with, then those
 * that were only found on the way. Each exchange gets the numbers of its own.
 */
export function numbered(exchanges) {
  const known = new Map();
  const inOrder = [...exchanges].sort((a, b) => Number(b.answer !== null) - Number(a.answer !== null));
  for (const exchange of inOrder) {
    exchange.numbers = [];
    for (const citation of exchange.citations) {
      const key = `${citation.documentId}:${citation.start}:${citation.end}`;
      if (!known.has(key)) known.set(key, { ...citation, number: known.size + 1 });
      exchange.numbers.push(known.get(key).number);
    }
  }
  return [...known.values()];
}

/**
 * An answer in parts: text, and references with the number of the citation that bears them out. A reference without
 * one is unconfirmed, and so is the claim before it.
 */
export function partsOf(answer, citations) {
  const parts = [];
  let at = 0;
  for (const { index, 0: whole, 1: chunkId } of answer.matchAll(REFERENCE)) {
    const claim = answer.slice(at, index);
    const number = numberFor(claim, chunkId, citations);
    const begin = number === undefined ? claimStart(claim) : claim.length;
    if (begin > 0) parts.push({ text: claim.slice(0, begin) });
    if (begin < claim.length) parts.push({ text: claim.slice(begin), unconfirmed: true });
    parts.push({ number });
    at = index + whole.length;
  }
  if (at < answer.length) parts.push({ text: answer.slice(at) });
  return parts;
}

/** The quote itself decides; the chunk only where the answer says it in other words. */
function numberFor(claim, chunkId, citations) {
  const said = bare(claim);
  const quoted = citations.filter(({ quote }) => quote && said.endsWith(bare(quote)));
  const within = citations.filter(({ quote }) => quote && said.includes(bare(quote)));
  const sameChunk = citations.filter((citation) => citation.chunkId === chunkId);
  return [...quoted, ...within, ...sameChunk][0]?.number;
}

/** Of the sentence that the reference is behind. */
function claimStart(claim) {
  const ends = [...claim.trimEnd().matchAll(/[.!?:][)"”’]?\s+|\n/g)];
  const last = ends.at(-1);
  return last ? last.index + last[0].length : claim.length - claim.trimStart().length;
}

/** Whether the text that stands there now is what was quoted; another revision may have taken its place. */
export function stands(quote, blocks, { start, end }) {
  const text = blocks
    .map((block) => block.text.slice(Math.max(0, start - block.start), Math.max(0, end - block.start)))
    .join('');
  return bare(text) === bare(quote);
}

/** `#cite=12-80,100-140` */
export const placesIn = (hash, documentId) =>
  [...(/[#&]cite=([\d,-]+)/.exec(hash)?.[1] ?? '').matchAll(/(\d+)-(\d+)/g)]
    .map(([, start, end]) => ({ documentId, start: Number(start), end: Number(end) }))
    .filter(({ start, end }) => start < end);
