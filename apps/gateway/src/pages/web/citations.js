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
 * An answer in parts: text, of which some is marked as unsupported, and references with the number of the citation
 * that bears them out. A reference without one is unconfirmed.
 */
export function partsOf(answer, citations, unsupported = []) {
  const parts = [];
  const used = new Set();
  let at = 0;
  for (const { index, 0: whole, 1: chunkId } of answer.matchAll(REFERENCE)) {
    parts.push(...textParts(answer, at, index, unsupported));
    const refuted = unsupported.some(
      ({ start, end }) => start < index && answer.slice(end, index).trim() === '',
    );
    const number = refuted ? undefined : numberFor(answer.slice(at, index), chunkId, citations, used);
    used.add(number);
    parts.push({ number });
    at = index + whole.length;
  }
  return [...parts, ...textParts(answer, at, answer.length, unsupported)];
}

function textParts(answer, from, to, unsupported) {
  const parts = [];
  let at = from;
  for (const { start, end } of unsupported) {
    const [begin, stop] = [Math.max(start, at), Math.min(end, to)];
    if (begin >= stop) continue;
    parts.push({ text: answer.slice(at, begin) }, { text: answer.slice(begin, stop), unsupported: true });
    at = stop;
  }
  return [...parts, { text: answer.slice(at, to) }].filter(({ text }) => text !== '');
}

/** The quote itself decides; where the answer says it in other words, the chunk does. */
function numberFor(claim, chunkId, citations, used) {
  const said = bare(claim);
  const quoted = citations.filter(({ quote }) => quote && said.endsWith(bare(quote)));
  const within = citations.filter(({ quote }) => quote && said.includes(bare(quote)));
  const chunk = citations.filter((citation) => citation.chunkId === chunkId);
  const unused = chunk.filter(({ number }) => !used.has(number));
  return [...quoted, ...within, ...unused, ...chunk][0]?.number;
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
