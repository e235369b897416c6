import { button, count, element } from './dom.js';
import { writeInline } from './inline.js';
import { Ink } from './ink.js';
import { linesOf, listItems, renderList } from './lists.js';
import { renderTable, tableOf } from './tables.js';

/** Of one block this many characters are shown at first, and with each further asking. */
const SHOWN = 40_000;

const HEADING = /^\s{0,3}#{1,6}[ \t]+/;
const CLOSING = /[ \t]+#+[ \t]*$/;
const UNDERLINE = /\n[ \t]{0,3}(?:=+|-+)[ \t]*$/;
const RULE = /^\s{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^[ \t]{0,3}>[ \t]?/;
const FENCE = /^\s*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})[ \t]*([\w+#.-]*)/;
const INDENTED = /^(?: {4}|\s*$)/;
const IMAGE = /!\[([^\]]*)\]/;

/** Renders the blocks of one document. `overlay` says what lies over them. */
export class BlockRenderer {
  #shown = new Map();

  constructor({ contentType, overlay, onGrow }) {
    this.markdown = contentType === 'text/markdown';
    this.csv = contentType === 'text/csv';
    this.lines = contentType === 'text/plain';
    this.overlay = overlay;
    this.onGrow = onGrow;
  }

  render(block) {
    const shown = this.#shownOf(block);
    const text = block.text.slice(0, shown);
    const ink = new Ink({ text, start: block.start }, this.overlay);
    const made = this.#kind(block, ink);
    made.id = `block-${block.position}`;
    made.dataset.position = block.position;
    made.classList.add('block', block.kind);
    if (shown < block.end - block.start) made.append(this.#rest(block, shown));
    return made;
  }

  /** Makes the block longer when a character lies beyond what is shown of it, and says whether it was so. */
  include(block, offset) {
    const at = offset - block.start;
    const longer = at >= this.#shownOf(block) && at < block.text.length;
    if (longer) this.#shown.set(block.position, at + SHOWN);
    return longer;
  }

  #shownOf({ position, text }) {
    return Math.min(this.#shown.get(position) ?? SHOWN, text.length);
  }

  #rest(block, shown) {
    const left = block.text.length - shown;
    const untold = block.end - block.start - block.text.length;
    const more = button(`Show more of this block (${count(left, 'character')} left)`, {}, () => {
      this.#shown.set(block.position, shown + SHOWN);
      this.onGrow(block);
    });
    const note = `${count(untold, 'further character')} of this block are only in the original file.`;
    return element('p', { class: 'rest' }, left > 0 ? more : note);
  }

  #kind(block, ink) {
    switch (block.kind) {
      case 'heading':
        return this.#heading(block, ink);
      case 'list':
        return element('div', {}, ...renderList(listItems(ink.text), this.#writer(ink)));
      case 'table':
        return element('div', {}, renderTable(tableOf(ink.text, this.#tableForm()), this.#writer(ink)));
      case 'code':
        return this.#code(ink);
      case 'image':
        return this.#image(ink);
      default:
        return this.#paragraph(ink);
    }
  }

  #tableForm() {
    if (this.csv) return 'csv';
    return this.markdown ? 'markdown' : 'tabs';
  }

  #writer(ink) {
    return this.markdown
      ? (parent, from, to) => writeInline(ink, parent, from, to)
      : (parent, from, to) => ink.write(parent, from, to);
  }

  /** The page has the first heading for itself. */
  #heading({ level }, ink) {
    const depth = Math.min(level ?? 1, 6);
    const made = element(`h${Math.min(depth + 1, 6)}`, { class: `level-${depth}` });
    const [from, to] = this.markdown ? titleIn(ink.text) : [0, ink.text.length];
    this.#writer(ink)(made, from, to);
    return made;
  }

  #paragraph(ink) {
    if (this.markdown && RULE.test(ink.text)) return element('hr');
    if (this.markdown && QUOTE.test(ink.text)) return this.#quote(ink);
    const made = element('p', { class: this.lines ? 'as-written' : undefined });
    this.#writer(ink)(made, 0, ink.text.length);
    return made;
  }

  #quote(ink) {
    const made = element('blockquote');
    for (const { from, to, line } of linesOf(ink.text)) {
      this.#writer(ink)(made, from + (QUOTE.exec(line)?.[0].length ?? 0), to);
      made.append(' ');
    }
    return made;
  }

  #code(ink) {
    const { lines, language, indent } = codeIn(ink.text, this.markdown);
    const code = element('code');
    for (const [index, { from, to, line }] of lines.entries()) {
      const start = from + indent.exec(line)[0].length;
      ink.write(code, start, index === lines.length - 1 ? to : to + 1);
    }
    const pre = element('pre', { tabindex: '0', 'aria-label': 'Code' }, code);
    return element('div', { 'data-language': language || undefined }, pre);
  }

  #image(ink) {
    const found = this.markdown ? IMAGE.exec(ink.text) : null;
    const [from, to] = found ? [found.index + 2, found.index + 2 + found[1].length] : [0, ink.text.length];
    const caption = element('figcaption');
    ink.write(caption, from, to);
    if (caption.textContent.trim() === '') caption.append('A picture without a description');
    return element('figure', {}, element('span', { class: 'picture', 'aria-hidden': 'true' }), caption);
  }
}

/** Of a Markdown heading: without number signs, or without the line below it. */
function titleIn(text) {
  const marks = HEADING.exec(text)?.[0].length ?? 0;
  const end = (marks > 0 ? CLOSING : UNDERLINE).exec(text)?.index;
  return [marks, Math.max(marks, end ?? text.length)];
}

/** Code in Markdown stands in a fence, or is indented; neither is a part of it. */
function codeIn(text, markdown) {
  const lines = [...linesOf(text)];
  const [, fence, language] = (markdown && FENCE.exec(lines[0].line)) || [];
  if (fence) lines.shift();
  if (fence && lines.at(-1)?.line.trim().startsWith(fence)) lines.pop();
  const indented = markdown && !fence && lines.slice(1).every(({ line }) => INDENTED.test(line));
  return { lines, language, indent: indented ? /^ {0,4}/ : /^/ };
}
