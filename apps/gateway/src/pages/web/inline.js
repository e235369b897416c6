import { element } from './dom.js';

/** What stands between the marks is bounded, so that no text makes this slow. */
const FORMS = [
  ['escape', /\\(?<inner>[!-/:-@[-`{-~])/y],
  ['code', /(?<mark>`{1,4})(?!`)(?<inner>[^`]{1,1000})\k<mark>(?!`)/y],
  ['image', /!\[(?<inner>[^\]\n]{0,500})\]\([^)\n]{0,2000}\)/y],
  ['link', /\[(?<inner>[^\]]{1,500})\]\([^)\n]{0,2000}\)/y],
  ['strong', /(?<mark>\*\*|__)(?=[^\s*_])(?<inner>.{1,1000}?)(?<=\S)\k<mark>/sy],
  ['em', /(?<mark>[*_])(?=[^\s*_])(?<inner>[^*_]{1,1000}?)(?<=\S)\k<mark>(?!\w)/y],
  ['del', /(?<mark>~~)(?=\S)(?<inner>.{1,1000}?)(?<=\S)\k<mark>/sy],
];

const ELEMENTS = {
  code: ['code'],
  image: ['span', { class: 'image-name' }],
  link: ['span', { class: 'link' }],
  strong: ['strong'],
  em: ['em'],
  del: ['del'],
};

const STARTS = /[\\`![*_~]/g;

/** Writes a stretch of Markdown with its emphasis, code and links; a link leads nowhere, but looks like one. */
export function writeInline(ink, parent, from, to) {
  let written = from;
  for (let at = next(ink.text, from, to); at < to;) {
    const form = formAt(ink.text, at, to);
    if (form) {
      ink.write(parent, written, at);
      writeForm(ink, parent, form);
      written = form.end;
    }
    at = next(ink.text, form ? form.end : at + 1, to);
  }
  ink.write(parent, written, to);
}

function next(text, from, to) {
  STARTS.lastIndex = from;
  const found = STARTS.exec(text);
  return found ? Math.min(found.index, to) : to;
}

function formAt(text, at, to) {
  for (const [name, pattern] of FORMS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found || at + found[0].length > to || isWithinWord(text, at)) continue;
    const { inner, mark } = found.groups;
    const start = at + found[0].indexOf(inner, mark?.length ?? 1);
    return { name, start, stop: start + inner.length, end: at + found[0].length };
  }
  return undefined;
}

/** As in `snake_case`, where nothing is meant by it. */
const isWithinWord = (text, at) => text[at] === '_' && /\w/.test(text[at - 1] ?? '');

function writeForm(ink, parent, { name, start, stop }) {
  if (name === 'escape') return ink.write(parent, start, stop);
  const made = element(...ELEMENTS[name]);
  parent.append(made);
  if (name === 'code' || name === 'image') ink.write(made, start, stop);
  else writeInline(ink, made, start, stop);
  return undefined;
}
