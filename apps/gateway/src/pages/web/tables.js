import { element } from './dom.js';
import { linesOf } from './lists.js';

const DELIMITERS = /^\s{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*$/;
const CSV_DELIMITERS = [',', ';', '\t', '|'];
const NUMBER = /^[\s(+-]*[\p{Sc}]?\s*\d[\d.,\s']*\s*[%\p{Sc}]?\)?$/u;

/**
 * Rows of cells; each cell is a list of stretches `[from, to]` of `text`. Markdown is as it is written, CSV has a
 * delimiter of its own, any other table has a row in each line and tabs between the cells.
 */
export function tableOf(text, form) {
  if (form === 'csv') return withHead(csvRows(text));
  const lines = [...linesOf(text)].filter(({ line }) => line.trim() !== '');
  const second = lines[1]?.line ?? '';
  if (form === 'markdown' && DELIMITERS.test(second) && second.includes('-')) {
    const rows = [lines[0], ...lines.slice(2)].map((line) => pipedCells(line));
    return { rows, head: true, align: alignmentOf(second) };
  }
  return withHead(
    lines.map(({ from, line }) => cellsBetween(line, from, '\t')),
    text,
  );
}

/** The cells are written by `write(parent, from, to)`. */
export function renderTable({ rows, head, align }, write) {
  const width = Math.max(...rows.map((cells) => cells.length), 1);
  const table = element('table');
  const [first, ...others] = head ? rows : [undefined, ...rows];
  if (first) table.append(element('thead', {}, renderRow(first, { tag: 'th', width, align }, write)));
  const body = element('tbody');
  for (const cells of others) body.append(renderRow(cells, { tag: 'td', width, align }, write));
  table.append(body);
  return element('div', { class: 'table', role: 'region', 'aria-label': 'Table', tabindex: '0' }, table);
}

function renderRow(cells, { tag, width, align }, write) {
  const row = element('tr');
  for (let column = 0; column < width; column += 1) {
    const cell = element(tag, { scope: tag === 'th' ? 'col' : undefined, class: align?.[column] });
    for (const [from, to] of cells[column] ?? []) write(cell, from, to);
    if (!align && NUMBER.test(cell.textContent)) cell.className = 'right';
    row.append(cell);
  }
  return row;
}

/** The first row is a head when all its cells are words and another row follows. */
function withHead(rows, text) {
  const words = (cell) => {
    const said = cell
      .map(([from, to]) => text?.slice(from, to) ?? '')
      .join('')
      .trim();
    return said !== '' && !NUMBER.test(said);
  };
  const [first] = rows;
  const head = rows.length > 1 && (text === undefined || first.every(words));
  return { rows, head };
}

function cellsBetween(line, from, delimiter) {
  const cells = [];
  let start = 0;
  for (let end = 0; end <= line.length; end += 1) {
    if (end < line.length && line[end] !== delimiter) continue;
    cells.push([[from + start, from + end]]);
    start = end + 1;
  }
  return cells;
}

/** A bar behind a backslash is no border; the ones at both ends hold nothing. */
function pipedCells({ from, line }) {
  const borders = [...line.matchAll(/(?<!\\)\|/g)].map(({ index }) => index);
  const edges = [-1, ...borders, line.length];
  const cells = edges.slice(1).map((end, index) => [from + edges[index] + 1, from + end]);
  const isEmpty = ([start, end]) => line.slice(start - from, end - from).trim() === '';
  if (cells.length > 1 && isEmpty(cells[0])) cells.shift();
  if (cells.length > 1 && isEmpty(cells.at(-1))) cells.pop();
  return cells.map((cell) => [cell]);
}

const alignmentOf = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => {
      const [left, right] = [cell.trim().startsWith(':'), cell.trim().endsWith(':')];
      if (right) return left ? 'center' : 'right';
      return undefined;
    });

/** The delimiter is what the first row has most of. */
function delimiterOf(text) {
  const [{ line }] = linesOf(text);
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = CSV_DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return CSV_DELIMITERS[counts.indexOf(Math.max(...counts))];
}

/** Quoted cells may hold the delimiter, line breaks, and quotes, which are doubled. */
function csvRows(text) {
  const delimiter = delimiterOf(text);
  const rows = [[]];
  for (let at = 0; at <= text.length;) {
    const cell = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter);
    rows.at(-1).push(cell.stretches);
    const border = text[cell.end];
    if (border === undefined) break;
    at = cell.end + 1;
    if (border === delimiter) continue;
    if (border === '\r' && text[at] === '\n') at += 1;
    if (at < text.length) rows.push([]);
    else break;
  }
  return rows;
}

function plainCell(text, from, delimiter) {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { stretches: [[from, end]], end };
}

/** Of a doubled quote one is shown; so is what follows the closing quote, where nothing should. */
function quotedCell(text, open, delimiter) {
  const stretches = [];
  let from = open + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return { stretches: [...stretches, [from, text.length]], end: text.length };
    if (text[quote + 1] !== '"') {
      const rest = plainCell(text, quote + 1, delimiter);
      return { stretches: [...stretches, [from, quote], ...rest.stretches], end: rest.end };
    }
    stretches.push([from, quote + 1]);
    from = quote + 2;
  }
}
