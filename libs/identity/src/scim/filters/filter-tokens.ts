import { wrong } from '../scim-errors';

/** What a query can carry; longer ones say the same thing many times. */
const MAX_LENGTH = 8_000;

const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

export interface Token {
  readonly kind: 'mark' | 'text' | 'word';
  readonly value: string;
}

/** The pieces of a filter or a path, read one after the other. */
export class Tokens {
  private readonly tokens: Token[] = [];
  private at = 0;

  constructor(
    source: string,
    private readonly refuse: (why: string) => Error,
  ) {
    if (source.length > MAX_LENGTH) throw wrong('tooMany', 'the filter is too long');
    const text = source.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) this.tokens.push(this.read(text, TOKEN.lastIndex));
  }

  get done(): boolean {
    return this.at === this.tokens.length;
  }

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  next(expected: string): Token {
    const token = this.tokens[this.at];
    if (!token) throw this.refuse(`ends where ${expected} should be`);
    this.at += 1;
    return token;
  }

  /** Whether this comes next, which then is behind us. */
  skip(kind: Token['kind'], value: string): boolean {
    const token = this.peek();
    if (token?.kind !== kind || token.value.toLowerCase() !== value) return false;
    this.at += 1;
    return true;
  }

  require(mark: string): void {
    if (!this.skip('mark', mark)) throw this.refuse(`lacks a ${mark}`);
  }

  private read(text: string, from: number): Token {
    const match = TOKEN.exec(text);
    if (!match) throw this.refuse(`cannot be read from "${text.slice(from, from + 20).trim()}" on`);
    const [, mark, quoted, word] = match;
    if (quoted !== undefined) return { kind: 'text', value: this.unquoted(quoted) };
    return mark === undefined ? { kind: 'word', value: word ?? '' } : { kind: 'mark', value: mark };
  }

  private unquoted(quoted: string): string {
    try {
      const value = JSON.parse(quoted) as string;
      if (!value.includes('\0')) return value;
    } catch {
      // It is no JSON string: said below.
    }
    throw this.refuse(`has a text that is no JSON string: ${quoted.slice(0, 40)}`);
  }
}
