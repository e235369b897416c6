import { scimAttributeOf } from '@muster/identity';

/** Always shown. */
const ALWAYS = new Set(['schemas', 'id']);

type Names = string | readonly string[] | undefined;

/** Which attributes of a resource were asked for (RFC 7644 §3.9). Names that mean nothing choose nothing. */
export class Projection {
  private readonly only?: Set<string>;
  private readonly without: Set<string>;

  constructor({ attributes, excludedAttributes }: { attributes?: Names; excludedAttributes?: Names }) {
    const only = namesIn(attributes);
    if (only.size > 0) this.only = only;
    this.without = namesIn(excludedAttributes);
  }

  /** Attributes were named that are to be shown. */
  get chosen(): boolean {
    return this.only !== undefined;
  }

  /** Whether any of the attribute is shown. */
  shows(attribute: string): boolean {
    const name = attribute.toLowerCase();
    if (ALWAYS.has(name)) return true;
    if (!this.only) return !this.without.has(name);
    return [...this.only].some((one) => one === name || one.startsWith(`${name}.`));
  }

  of<T extends object>(resource: T): T {
    const shown = Object.entries(resource)
      .filter(([name]) => this.shows(name))
      .map(([name, value]) => [name, this.parts(name.toLowerCase(), value)]);
    return Object.fromEntries(shown) as T;
  }

  private parts(attribute: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.parts(attribute, one));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).filter(([part]) => this.showsPart(attribute, part)));
  }

  private showsPart(attribute: string, part: string): boolean {
    const path = `${attribute}.${part.toLowerCase()}`;
    return this.only ? this.only.has(attribute) || this.only.has(path) : !this.without.has(path);
  }
}

function namesIn(names: Names): Set<string> {
  const list = typeof names === 'string' ? names.split(',') : (names ?? []);
  return new Set(list.flatMap((name) => scimAttributeOf(name.trim()) ?? []));
}
