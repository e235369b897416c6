import { posix } from 'node:path';
import type { ExtractedDetails } from '@muster/documents';
import { ParseError } from '../parsers/parser';
import { attribute, Attributes, readAllXml, readXml, XmlReader } from './xml';
import { ZipArchive } from './zip';

export interface Relationship {
  id: string;
  /** Its last word: `slide`, `styles`. */
  type: string;
  /** Name of a part of the package; what lies outside is left out. */
  target: string;
}

/** What is read as a whole rather than as a stream may have so many bytes. */
const MOST_WHOLE_BYTES = 64 * 1_024 ** 2;

/** The parts of an office file, and how they point at each other. */
export class OfficePackage {
  private readonly relations = new Map<string, Promise<Relationship[]>>();

  constructor(private readonly archive: ZipArchive) {}

  has(part: string): boolean {
    return this.archive.has(part);
  }

  size(part: string): number {
    return this.archive.size(part);
  }

  /** Reads a part piece by piece; yields the share of it that is read. */
  async *read(part: string, reader: XmlReader): AsyncGenerator<number> {
    const size = this.size(part);
    for await (const read of readXml(this.archive.unpack(part), reader)) yield Math.min(1, read / size);
  }

  /** Reads a part that is kept in memory as a whole. A part that is not there is like one without content. */
  async readAll(part: string | undefined, reader: XmlReader): Promise<void> {
    if (part === undefined || !this.has(part)) return;
    await readAllXml(bounded(this.archive.unpack(part)), reader);
  }

  /** What a part points at; of the package itself, with `''`. */
  relationships(part: string): Promise<Relationship[]> {
    const known = this.relations.get(part) ?? this.readRelationships(part);
    this.relations.set(part, known);
    return known;
  }

  /** The first part of that type that a part points at. */
  async related(part: string, type: string): Promise<string | undefined> {
    return (await this.relationships(part)).find((relationship) => relationship.type === type)?.target;
  }

  /** What the file says of itself; nothing when that cannot be read: no text is lost with it. */
  async details(): Promise<ExtractedDetails> {
    const reader = new DetailsReader();
    try {
      const part = (await this.related('', 'core-properties')) ?? 'docProps/core.xml';
      await this.readAll(part, reader);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
    return reader.details();
  }

  private async readRelationships(part: string): Promise<Relationship[]> {
    const reader = new RelationshipsReader(posix.dirname(part));
    const file = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
    await this.readAll(file, reader);
    return reader.found.filter(({ target }) => this.has(target));
  }
}

class RelationshipsReader implements XmlReader {
  readonly found: Relationship[] = [];

  constructor(private readonly folder: string) {}

  open(name: string, attributes: Attributes): void {
    if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
    const type = attribute(attributes, 'Type')?.split('/').at(-1) ?? '';
    const target = (attribute(attributes, 'Target') ?? '').replaceAll('\\', '/');
    const path = target.startsWith('/') ? target.slice(1) : posix.join(this.folder, target);
    this.found.push({ id: attribute(attributes, 'Id') ?? '', type, target: decoded(posix.normalize(path)) });
  }

  close(): void {}

  text(): void {}
}

class DetailsReader implements XmlReader {
  private readonly found = new Map<string, string>();
  private element = '';

  open(name: string): void {
    this.element = name;
  }

  close(): void {
    this.element = '';
  }

  text(text: string): void {
    const value = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL).toWellFormed();
    if (value !== '' && !this.found.has(this.element)) this.found.set(this.element, value);
  }

  details(): ExtractedDetails {
    const title = this.found.get('title');
    const author = this.found.get('creator');
    return { ...(title && { title }), ...(author && { author }) };
  }
}

const LONGEST_DETAIL = 1_000;

async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MOST_WHOLE_BYTES) throw new ParseError('too_long', 'one of its parts is too large');
    yield piece;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
