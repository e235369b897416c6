import { ACTION_PARAMETERS } from './decision';

/** An action written into a text: `[[write_file out.txt Washington]]` or `[[write_file {"filename": …}]]`. */
export interface MarkedAction {
  name: string;
  parameters: Record<string, unknown>;
}

const MARKER = /\[\[\s*([a-z_][\w.-]*)((?:(?!\[\[)[\s\S])*?)\]\]/gi;

export const markedActions = (text: string): MarkedAction[] =>
  [...text.matchAll(MARKER)].map(([, name = '', rest = '']) => ({
    name,
    parameters: parameters(name, rest.trim()),
  }));

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
