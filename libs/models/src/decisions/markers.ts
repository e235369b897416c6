import { ACTION_PARAMETERS } from './decision';

/** An action written into a text: `[[write_file out.txt Washington]]` or `[[write_file {"filename": …}]]`. */
export interface MarkedAction {
  name: string;
  parameters: Record<string, unknown>;
}

/** Brackets that JSON may close of its own. */
const MOST_CLOSED = 20;

const BEGINNING = /\[\[\s*([a-z_][\w.-]*)/gi;

export function markedActions(text: string): MarkedAction[] {
  const actions: MarkedAction[] = [];
  let end = 0;
  for (const { 0: beginning, 1: name = '', index } of text.matchAll(BEGINNING)) {
    const from = index + beginning.length;
    const to = index < end ? -1 : endOf(text, from);
    if (to < 0) continue;
    end = to;
    actions.push({ name, parameters: parameters(name, text.slice(from, to).trim()) });
  }
  return actions;
}

/** Where its brackets close: JSON in it may close some of its own. -1: another one begins before, or none closes. */
function endOf(text: string, from: number): number {
  const first = text.indexOf(']]', from);
  const brace = text.indexOf('{', from);
  if (brace >= 0 && brace < first)
    for (let end = first, n = 0; end >= 0 && n < MOST_CLOSED; end = text.indexOf(']]', end + 1), n += 1)
      if (jsonObject(text.slice(brace, end))) return end;
  const next = text.indexOf('[[', from);
  return next >= 0 && next < first ? -1 : first;
}

function parameters(name: string, rest: string): Record<string, unknown> {
  if (rest.startsWith('{')) {
    const object = jsonObject(rest);
    if (object) return object;
  }
  const names = ACTION_PARAMETERS[name] ?? ['input'];
  const values = split(rest, names.length);
  return Object.fromEntries(
    names.flatMap((key, index) => (values[index] === undefined ? [] : [[key, values[index]]])),
  );
}

/** Words, quoted where they hold spaces; the last one takes all the rest. */
function split(text: string, count: number): unknown[] {
  const values: string[] = [];
  let rest = text;
  while (values.length < count - 1 && rest !== '') {
    const [whole = '', quoted, bare] = /^(?:"([^"]*)"|(\S+))\s*/.exec(rest) ?? [rest];
    values.push(quoted ?? bare ?? '');
    rest = rest.slice(whole.length);
  }
  if (rest !== '') values.push(rest.replace(/^"([^"]*)"$/, '$1'));
  return values.map((value) => (value.startsWith('{') ? (jsonObject(value) ?? value) : value));
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
