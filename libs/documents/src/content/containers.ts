import { fileTypeFromBuffer } from 'file-type/core';
import type { ContentType } from './content-type';

/** What a file of files turned out to be: a type to read it as, or what to call it when it cannot be read. */
export type Found = { type: ContentType } | { unsupported: string };

type Hints = { filename: string };

/** Files that hold files tell what they are anywhere in them, so they are watched to their end. */
export interface ContainerWatch {
  /** Known already? */
  readonly found?: Found;
  watch(bytes: Buffer): void;
  /** At the end, when nothing was found on the way. */
  end(): Promise<Found>;
}

/** Undefined: the file is no container. `head` is its beginning, and is not watched yet. */
export function containerWatch(head: Buffer, hints: Hints): ContainerWatch | undefined {
  if (head.subarray(0, 4).equals(ZIP_ENTRY)) return new ZipWatch(head);
  if (head.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) return new CompoundWatch(hints);
  return undefined;
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SHEETS = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The folder that tells, whatever else the archive holds and in whatever order. */
const BY_FOLDER: Record<string, ContentType> = { word: WORD, ppt: SLIDES, xl: SHEETS };
const OFFICE_FOLDER = /^\/?(word|ppt|xl)[\\/]/i;

const ZIP_ENTRY = Buffer.from('PK\x03\x04');
const HEADER_BYTES = 30;
const NAME_BYTES = 32;
const SIZE_FOLLOWS = 0x08;
const SIZE_ELSEWHERE = 0xffffffff;

/** Looks at the names of an archive's entries as they pass. */
class ZipWatch implements ContainerWatch {
  found?: Found;
  private rest = Buffer.alloc(0);
  /** Bytes of an entry that need not be looked at. */
  private skip = 0;

  constructor(private readonly head: Buffer) {}

  watch(bytes: Buffer): void {
    if (this.found) return;
    const window = Buffer.concat([this.rest, bytes]);
    let at = this.skipped(window);
    for (;;) {
      const entry = window.indexOf(ZIP_ENTRY, at);
      if (entry < 0 || this.found) break;
      if (entry + HEADER_BYTES + NAME_BYTES > window.length) {
        this.rest = window.subarray(entry);
        return;
      }
      at = this.read(window, entry);
    }
    this.rest = window.subarray(Math.max(at, window.length - ZIP_ENTRY.length + 1));
  }

  async end(): Promise<Found> {
    // The last entry may be shorter than what is waited for.
    this.watch(Buffer.alloc(HEADER_BYTES + NAME_BYTES));
    if (this.found) return this.found;
    return { unsupported: (await fileTypeFromBuffer(this.head))?.mime ?? 'application/zip' };
  }

  /** Where to go on: behind what is stored with the entry when that is known, for it may be an archive itself. */
  private read(window: Buffer, entry: number): number {
    const length = window.readUInt16LE(entry + 26);
    const name = entry + HEADER_BYTES;
    const folder = OFFICE_FOLDER.exec(window.toString('latin1', name, name + Math.min(length, NAME_BYTES)));
    const type = BY_FOLDER[folder?.[1]?.toLowerCase() ?? ''];
    if (type) this.found = { type };
    const size = window.readUInt32LE(entry + 18);
    if (window.readUInt16LE(entry + 6) & SIZE_FOLLOWS || size === SIZE_ELSEWHERE) return name;
    this.skip = name + length + window.readUInt16LE(entry + 28) + size;
    return this.skipped(window);
  }

  private skipped(window: Buffer): number {
    const skipped = Math.min(this.skip, window.length);
    this.skip -= skipped;
    return skipped;
  }
}

const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENTRY_BYTES = 128;
const LENGTH_AT = 64;

const OLD = (program: string, ending: string): string =>
  `an old ${program} (.${ending}); save it as .${ending}x`;

/** Streams of compound files that tell what they hold. */
const STREAMS: Record<string, (hints: Hints) => Found> = {
  EncryptedPackage: ({ filename }) => ({ type: byName(filename) }),
  WordDocument: () => ({ unsupported: OLD('Word document', 'doc') }),
  Workbook: () => ({ unsupported: OLD('Excel workbook', 'xls') }),
  Book: () => ({ unsupported: OLD('Excel workbook', 'xls') }),
  'PowerPoint Document': () => ({ unsupported: OLD('PowerPoint presentation', 'ppt') }),
  '__nameid_version1.0': () => ({ unsupported: 'a mail of Outlook (.msg); save it as .eml' }),
};
const LENGTHS = new Set(Object.keys(STREAMS).map((name) => (name.length + 1) * 2));

/** Looks at the directory of a compound file as it passes: old office files, and encrypted new ones. */
class CompoundWatch implements ContainerWatch {
  found?: Found;
  private rest = Buffer.alloc(0);

  constructor(private readonly hints: Hints) {}

  watch(bytes: Buffer): void {
    if (this.found) return;
    const window = Buffer.concat([this.rest, bytes]);
    let at = 0;
    for (; at + ENTRY_BYTES <= window.length && !this.found; at += ENTRY_BYTES) {
      const length = window.readUInt16LE(at + LENGTH_AT);
      if (!LENGTHS.has(length)) continue;
      const name = window.toString('utf16le', at, at + length - 2);
      if (Object.hasOwn(STREAMS, name)) this.found = STREAMS[name]?.(this.hints);
    }
    this.rest = window.subarray(at);
  }

  end(): Promise<Found> {
    return Promise.resolve(this.found ?? { unsupported: 'application/x-cfb' });
  }
}

/** An encrypted file is taken in, and fails as such; only its name tells of what kind it is. */
function byName(filename: string): ContentType {
  if (/\.xls[xmb]?$/i.test(filename)) return SHEETS;
  return /\.p(?:pt|ot|ps)[xm]?$/i.test(filename) ? SLIDES : WORD;
}
