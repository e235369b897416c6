import { wrong } from '../scim-errors';
import { entryOf } from '../values';
import { type AttributePath, type Filter, type FilterValue, type Operator, OPERATORS } from './filter';
import { Tokens } from './filter-tokens';

/** More is no question that anybody asks; each costs the database something. */
const MAX_COMPARISONS = 50;
const MAX_DEPTH = 10;

/** What may stand before an attribute of the core schemas. */
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;

const PATH = /^[a-z][\w$-]*(?:\.[a-z$][\w$-]*)?$/;
const EXTENSION = /^urn:[\w.:-]+:[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/;

const LITERALS: Record<string, FilterValue> = { true: true, false: false, null: null };

/** Throws `InvalidError` with reason `invalidFilter` that says what is wrong, or `tooMany`. */
export function parseFilter(text: string): Filter {
  const parser = new FilterParser(text, (why) => wrong('invalidFilter', `The filter ${why}`));
  return parser.all();
}

/** Throws `InvalidError` with reason `invalidPath`. */
export function parsePath(text: string): AttributePath {
  const parser = new FilterParser(text, (why) =>
    wrong('invalidPath', `The path ${text.slice(0, 100)} ${why}`),
  );
  return parser.path();
}

/** In lower case, without the core schema before it; undefined: it is no name of an attribute. */
export function attributeOf(text: string): string | undefined {
  const lower = text.toLowerCase();
  const path = lower.replace(CORE, '');
  return PATH.test(path) || EXTENSION.test(path) ? path : undefined;
}

/** Precedence: `not`, `and`, `or`. */
class FilterParser {
  private readonly tokens: Tokens;
  private comparisons = 0;

  constructor(
    text: string,
    private readonly refuse: (why: string) => Error,
  ) {
    this.tokens = new Tokens(text, refuse);
  }

  all(): Filter {
    const filter = this.anyOf(0);
    if (!this.tokens.done) throw this.refuse(`goes on at "${this.tokens.peek()?.value ?? ''}"`);
    return filter;
  }

  path(): AttributePath {
    const [attribute = '', sub] = this.split(this.attribute());
    if (sub === undefined && this.tokens.skip('mark', '[')) return this.filtered(attribute);
    if (!this.tokens.done) throw this.refuse('goes on where it should end');
    return sub === undefined ? { attribute } : { attribute, sub };
  }

  private filtered(attribute: string): AttributePath {
    const filter = this.anyOf(1);
    this.tokens.require(']');
    const sub = this.tokens.done ? undefined : this.sub();
    if (!this.tokens.done) throw this.refuse('goes on where it should end');
    return { attribute, filter, ...(sub !== undefined && { sub }) };
  }

  private anyOf(depth: number): Filter {
    return this.joined('or', () => this.joined('and', () => this.one(depth)));
  }

  private joined(word: 'and' | 'or', read: () => Filter): Filter {
    const parts = [read()];
    while (this.tokens.skip('word', word)) parts.push(read());
    return parts.length === 1 ? (parts[0] as Filter) : { kind: word, parts };
  }

  private one(depth: number): Filter {
    if (depth > MAX_DEPTH) throw wrong('tooMany', 'The filter is nested too deeply');
    if (this.tokens.skip('word', 'not')) return { kind: 'not', part: this.grouped(depth) };
    if (this.tokens.peek()?.kind === 'mark') return this.grouped(depth);
    const path = this.attribute();
    return this.tokens.skip('mark', '[') ? this.values(path, depth) : this.comparison(path);
  }

  private grouped(depth: number): Filter {
    this.tokens.require('(');
    const filter = this.anyOf(depth + 1);
    this.tokens.require(')');
    return filter;
  }

  /** Behind the bracket; some ask `emails[type eq "work"].value eq "…"`. */
  private values(path: string, depth: number): Filter {
    const part = this.anyOf(depth + 1);
    this.tokens.require(']');
    if (this.tokens.peek()?.value.startsWith('.') !== true) return { kind: 'values', path, part };
    return { kind: 'values', path, part: { kind: 'and', parts: [part, this.comparison(this.sub())] } };
  }

  private comparison(path: string): Filter {
    this.comparisons += 1;
    if (this.comparisons > MAX_COMPARISONS) throw wrong('tooMany', 'The filter asks for too many things');
    const operator = this.tokens.next('an operator').value.toLowerCase() as Operator;
    if (!OPERATORS.includes(operator)) throw this.refuse(`has no such operator: ${operator.slice(0, 20)}`);
    return { kind: 'compare', path, operator, value: operator === 'pr' ? null : this.value() };
  }

  private value(): FilterValue {
    const { kind, value } = this.tokens.next('a value');
    if (kind === 'text') return value;
    const literal = entryOf(LITERALS, value.toLowerCase());
    if (literal !== undefined) return literal;
    if (kind === 'word' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
    throw this.refuse(`has a value that is none: ${value.slice(0, 40)}`);
  }

  private attribute(): string {
    const { kind, value } = this.tokens.next('an attribute');
    const path = kind === 'word' ? attributeOf(value) : undefined;
    if (path === undefined) throw this.refuse(`has no attribute ${value.slice(0, 40)}`);
    return path;
  }

  private sub(): string {
    const { value } = this.tokens.next('a part of the attribute');
    const name = value.toLowerCase();
    if (!/^\.[a-z$][\w$-]*$/.test(name)) throw this.refuse(`has no part ${value.slice(0, 40)}`);
    return name.slice(1);
  }

  /** The version in the name of a schema has a dot, too. */
  private split(path: string): string[] {
    const start = path.lastIndexOf(':') + 1;
    const [last = '', sub] = path.slice(start).split('.');
    return sub === undefined ? [path] : [path.slice(0, start) + last, sub];
  }
}
