import { SaxesParser } from 'saxes';
import { ParseError } from '../parsers/parser';

export type Attributes = Record<string, string>;

/**
 * What is told of an XML part as it is read. Names come without their prefix: which one stands for a namespace is the
 * writer's choice, and the namespaces themselves differ between the strict and the transitional form of the formats.
 */
export interface XmlReader {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
}

/** Documents nest tables and boxes some tens of elements deep. */
const MOST_DEPTH = 1_000;

/** Reads a part, and yields the number of its bytes that are read after each piece. */
export async function* readXml(bytes: AsyncIterable<Uint8Array>, reader: XmlReader): AsyncGenerator<number> {
  const parser = parserFor(reader);
  let decoder: ReturnType<typeof decoderFor> | undefined;
  let read = 0;
  for await (const piece of bytes) {
    decoder ??= decoderFor(piece);
    parser.write(decoder.decode(piece, { stream: true }));
    read += piece.length;
    yield read;
  }
  parser.write(decoder?.decode() ?? '').close();
}

/** Reads a part to its end. */
export async function readAllXml(bytes: AsyncIterable<Uint8Array>, reader: XmlReader): Promise<void> {
  for await (const _ of readXml(bytes, reader));
}

/** The attribute of that name, whatever its prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  for (const key in attributes)
    if (key.endsWith(name) && (key.length === name.length || key[key.length - name.length - 1] === ':'))
      return attributes[key];
  return undefined;
}

/** The attribute of that name that has a prefix: `r:id` beside `id`. */
export function prefixed(attributes: Attributes, name: string): string | undefined {
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

function parserFor(reader: XmlReader): SaxesParser<{ position: false; xmlns: false }> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > MOST_DEPTH) throw corrupt('its elements are nested too deeply');
    reader.open(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    reader.close(local(name));
  });
  parser.on('text', (text) => {
    reader.text(text);
  });
  parser.on('cdata', (text) => {
    reader.text(text);
  });
  // The formats forbid it, and what it declares could grow without bounds.
  parser.on('doctype', () => {
    throw corrupt('it declares a document type');
  });
  parser.on('error', () => {
    throw corrupt('its XML is damaged');
  });
  return parser;
}

function decoderFor(start: Uint8Array): InstanceType<typeof TextDecoder> {
  const beginning = Buffer.from(start.subarray(0, 200));
  const marks = beginning.toString('hex', 0, 2);
  const declared = /^[^<]*<\?xml[^>]*\sencoding=["']([\w.:-]+)["']/.exec(beginning.toString('latin1'));
  try {
    return new TextDecoder(BY_MARKS[marks] ?? declared?.[1]);
  } catch {
    throw corrupt('its XML is in an unknown encoding');
  }
}

/** The mark of byte order, or the first character of a tag. */
const BY_MARKS: Record<string, string> = {
  fffe: 'utf-16le',
  '3c00': 'utf-16le',
  feff: 'utf-16be',
  '003c': 'utf-16be',
};

const locals = new Map<string, string>();
const MOST_LOCALS = 10_000;

/** Remembered: there are few names, and each is met again and again. */
function local(name: string): string {
  const known = locals.get(name);
  if (known !== undefined) return known;
  const found = name.slice(name.indexOf(':') + 1);
  if (locals.size < MOST_LOCALS) locals.set(name, found);
  return found;
}

const corrupt = (message: string): ParseError => new ParseError('corrupt', message);
