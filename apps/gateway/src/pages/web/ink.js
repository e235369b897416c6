import { element } from './dom.js';

/**
 * Writes stretches of one block's text into elements, as text and nothing else, under what lies over them: chunks and
 * citations. Overlays are in characters of the document, stretches in characters of the block.
 */
export class Ink {
  #overlays;
  #begun = new Set();

  constructor({ text, start }, { overlays, active }) {
    this.text = text;
    this.start = start;
    this.active = active;
    this.#overlays = overlays.filter((one) => one.start < start + text.length && one.end > start);
  }

  write(parent, from, to) {
    const cuts = new Set([from, to]);
    for (const { start, end } of this.#overlays)
      for (const edge of [start - this.start, end - this.start]) if (edge > from && edge < to) cuts.add(edge);
    const edges = [...cuts].sort((a, b) => a - b);
    for (let at = 0; at + 1 < edges.length; at += 1) this.#piece(parent, edges[at], edges[at + 1]);
  }

  #piece(parent, from, to) {
    const over = this.#overlays.filter(
      ({ start, end }) => start <= this.start + from && end >= this.start + to,
    );
    const cites = over.filter(({ cite }) => cite !== undefined);
    const chunk = over.find((one) => one.chunk !== undefined);
    let piece = this.text.slice(from, to);
    if (cites.length > 0) piece = this.#cited(piece, cites);
    if (chunk) piece = this.#inChunk(piece, chunk);
    parent.append(piece);
  }

  #cited(text, cites) {
    const numbers = cites.map(({ cite }) => cite);
    const begun = cites.filter((one) => this.#begins(one)).map(({ cite }) => cite);
    const active = numbers.includes(this.active);
    return element(
      'mark',
      {
        class: active ? 'cite active' : 'cite',
        'data-cites': numbers.join(' '),
        ...(begun.length > 0 && { 'data-begins': begun.join(' '), tabindex: '-1' }),
      },
      text,
    );
  }

  #inChunk(piece, one) {
    const attributes = { class: one.chunk % 2 === 0 ? 'chunk even' : 'chunk odd', 'data-chunk': one.chunk };
    if (this.#begins(one)) attributes['data-first'] = one.chunk;
    return element('span', attributes, piece);
  }

  /** Whether this is the first piece of it, which may have begun with characters that are not shown. */
  #begins(overlay) {
    if (overlay.start < this.start || this.#begun.has(overlay)) return false;
    this.#begun.add(overlay);
    return true;
  }
}
