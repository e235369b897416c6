import { element } from './dom.js';

const MARKER = /^([ \t]*)(?:([-*+•◦▪‣●○·–]|\uf0b7)|(\d{1,9})[.)])(?:[ \t]+|$)/;

/**
 * The items of a list, nested by their indentation. Each line begins an item or goes on with the one above; an empty
 * line within an item parts its paragraphs. Stretches are `[from, to]` in characters of `text`.
 */
export function listItems(text) {
  const root = { indent: -1, children: [] };
  const open = [root];
  let empty = false;
  for (const { from, to, line } of linesOf(text)) {
    const begun = itemOf(line, from, to);
    if (line.trim() === '') empty = true;
    else if (begun) {
      while (open.at(-1).indent >= begun.indent) open.pop();
      open.at(-1).children.push(begun);
      open.push(begun);
    } else goOn(open, from, to, empty);
    if (line.trim() !== '') empty = false;
  }
  return root.children;
}

/** The item is written by `write(parent, from, to)`. */
export function renderList(items, write) {
  const lists = [];
  for (const item of items) {
    const last = lists.at(-1);
    const ordered = item.number !== undefined;
    const same = last && (last.tagName === 'OL') === ordered;
    if (!same) lists.push(listFor(item, ordered));
    lists.at(-1).append(renderItem(item, write));
  }
  return lists;
}

const listFor = ({ number }, ordered) => (ordered ? element('ol', { start: number }) : element('ul'));

function renderItem({ paragraphs, children, marked }, write) {
  const made = element('li', { class: marked ? undefined : 'unmarked' });
  for (const [from, to] of paragraphs) {
    const paragraph = element('p');
    write(paragraph, from, to);
    made.append(paragraph);
  }
  made.append(...renderList(children, write));
  return made;
}

function itemOf(line, from, to) {
  const [whole, indent, , number] = MARKER.exec(line) ?? [];
  if (whole === undefined) return undefined;
  const paragraphs = whole.length < line.length ? [[from + whole.length, to]] : [];
  return {
    indent: widthOf(indent),
    marked: true,
    ...(number !== undefined && { number: Number(number) }),
    paragraphs,
    children: [],
  };
}

function goOn(open, from, to, empty) {
  const item = open.at(-1);
  const last = item.paragraphs?.at(-1);
  if (item.indent === -1) {
    const begun = { indent: 0, marked: false, paragraphs: [[from, to]], children: [] };
    item.children.push(begun);
    open.push(begun);
  } else if (last && !empty) last[1] = to;
  else item.paragraphs.push([from, to]);
}

/** A tab reaches to the next of the stops, which are four apart. */
function widthOf(indent) {
  let width = 0;
  for (const character of indent) width = character === '\t' ? width - (width % 4) + 4 : width + 1;
  return width;
}

/** Lines without the breaks between them. */
export function* linesOf(text, start = 0, end = text.length) {
  for (let from = start; from <= end;) {
    const found = text.indexOf('\n', from);
    const to = found === -1 || found > end ? end : found;
    yield { from, to, line: text.slice(from, to) };
    from = to + 1;
  }
}
