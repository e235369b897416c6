import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { holdsText } from './content-type';
import { Inspector } from './inspector';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SHEETS = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The type found; the bytes must have passed unchanged. */
async function typeOf(bytes: Buffer, filename = 'file', piece = 50_000): Promise<string> {
  const inspector = new Inspector({ filename });
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, n) =>
    bytes.subarray(n * piece, (n + 1) * piece),
  );
  const [passed] = await Promise.all([buffer(inspector), pipeline(Readable.from(pieces), inspector)]);
  expect(passed.equals(bytes)).toBe(true);
  return inspector.contentType;
}

function archive(names: [name: string, bytes?: number][], compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes = 10] of names) zip.addBuffer(noise(bytes), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

/** Nothing that could be packed. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16),
  );
}

function compoundFile(streams: string[]): Buffer {
  const entries = streams.map((name) => {
    const entry = Buffer.alloc(128);
    entry.write(name, 'utf16le');
    entry.writeUInt16LE((name.length + 1) * 2, 64);
    return entry;
  });
  const magic = Buffer.alloc(512);
  magic.write('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([magic, Buffer.alloc(512 * 300, 1), ...entries, Buffer.alloc(64)]);
}

describe('the type of an office file', () => {
  it.each([
    ['word/document.xml', WORD],
    ['ppt/presentation.xml', SLIDES],
    ['xl/workbook.xml', SHEETS],
    ['Word\\document.xml', WORD],
  ])('is told by %s, whatever the name of the file', async (name, type) => {
    const file = await archive([['[Content_Types].xml'], ['_rels/.rels'], [name]]);
    for (const piece of [1, 29, 50_000]) expect(await typeOf(file, 'notes.txt', piece)).toBe(type);
  });

  it('is found behind whatever the archive begins with', async () => {
    const file = await archive([
      ['docProps/thumbnail.jpeg', 150_000],
      ['customXml/item1.xml', 80_000],
      ['xl/workbook.xml'],
    ]);
    for (const piece of [997, 50_000]) expect(await typeOf(file, 'x.docx', piece)).toBe(SHEETS);
  });

  it('is not that of an archive within it, nor of one within another archive', async () => {
    const inner = await archive([['xl/workbook.xml']], false);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.concat([inner, noise(70_000)]), 'customXml/inner.xlsx', { compress: false });
    zip.addBuffer(noise(10), 'word/document.xml');
    zip.end();
    expect(await typeOf(await buffer(zip.outputStream), 'x', 1_000)).toBe(WORD);
  });

  it('is that of the name for encrypted files, whose content tells only that they are', async () => {
    const file = compoundFile(['Root Entry', 'EncryptionInfo', 'EncryptedPackage']);
    expect(await typeOf(file, 'figures.xlsx')).toBe(SHEETS);
    expect(await typeOf(file, 'talk.PPTX', 777)).toBe(SLIDES);
    expect(await typeOf(file, 'letter')).toBe(WORD);
  });
});

describe('a container that cannot be read', () => {
  const cases: [string, () => Buffer | Promise<Buffer>][] = [
    ['application/zip', () => archive([['readme.txt'], ['notes/word.txt', 100_000]])],
    ['old Word document (.doc)', () => compoundFile(['Root Entry', 'WordDocument'])],
    ['old Excel workbook (.xls)', () => compoundFile(['Root Entry', 'Workbook'])],
    ['old PowerPoint presentation (.ppt)', () => compoundFile(['Root Entry', 'PowerPoint Document'])],
    ['application/x-cfb', () => compoundFile(['Root Entry', 'Something'])],
  ];

  it.each(cases)('is refused as %s', async (found, file) => {
    const bytes = await file();
    for (const piece of [1_000, 200_000])
      await expect(typeOf(bytes, 'file.docx', piece)).rejects.toMatchObject({
        message: expect.stringContaining(found) as string,
        details: { reason: 'unsupported_type' },
      });
  });
});

describe('types that hold text', () => {
  it('are those whose bytes are none', () => {
    expect([WORD, SLIDES, SHEETS, 'application/pdf'].every(holdsText)).toBe(true);
    expect(
      ['text/plain', 'text/csv', 'application/json', 'application/zip', 'video/mp4'].some(holdsText),
    ).toBe(false);
  });
});
