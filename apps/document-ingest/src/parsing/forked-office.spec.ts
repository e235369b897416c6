import { Readable } from 'node:stream';
import { DocumentSettings, ExtractedPart } from '@muster/documents';
import { loadSettings } from '@muster/platform';
import { RUN_SOURCES } from '@muster/testing';
import { joined } from '../testing/extraction';
import { shape, sheetsFile, slidesFile } from '../testing/office-factory';
import { randomizer } from '../testing/seeded';
import { paragraph, wordFile } from '../testing/word-factory';
import { OcrSettings } from '../ocr/ocr.settings';
import { ForkedExtractor } from './forked-extractor';

process.execArgv.push(...RUN_SOURCES);

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const extractors: ForkedExtractor[] = [];
afterEach(() => {
  for (const extractor of extractors.splice(0)) extractor.onApplicationShutdown();
});

function extractor(env: NodeJS.ProcessEnv = {}): ForkedExtractor {
  const [settings, ocr] = loadSettings([DocumentSettings, OcrSettings], env);
  const made = new ForkedExtractor(settings, ocr);
  extractors.push(made);
  return made;
}

async function read(from: ForkedExtractor, bytes: Buffer): Promise<ExtractedPart[]> {
  const source = { bytes: Readable.from([bytes]), contentType: WORD, size: bytes.length };
  const parts: ExtractedPart[] = [];
  const start = { chars: 0, page: null, pageStart: 0, headings: [] };
  for await (const part of from.extract({ ...source, from: start }, new AbortController().signal))
    parts.push(part);
  return parts;
}

describe('office files in a process of their own', () => {
  it('are read there, one bad file spoiling nothing for the next', async () => {
    const tested = extractor();
    const random = randomizer(5);
    const files = [
      await wordFile(paragraph('a document')),
      await slidesFile([{ shapes: shape(['a slide']) }]),
      await sheetsFile([{ name: 'A sheet', xml: '<row><c r="A1"><v>1</v></c></row>' }]),
    ];
    for (const file of files) {
      const broken = Buffer.from(file);
      for (let flips = 0; flips < 200; flips += 1) broken[random(broken.length)] = random(256);
      await expect(read(tested, broken)).rejects.toMatchObject({ name: 'InvalidError' });
      expect(joined(await read(tested, file))).toMatch(/document|slide|sheet/);
    }
  });

  it('fail with the reason for which another try is useless', async () => {
    await expect(read(extractor(), Buffer.from('%PDF-1.7'))).rejects.toMatchObject({
      details: { reason: 'unsupported_type' },
      message: 'it is a PDF, whatever its name says',
    });
  });

  it('take little memory, however large a sheet or a document is', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, n) =>
        `<row r="${n}">${'ABCDEFGHIJ'
          .split('')
          .map((column) => `<c r="${column}${n}"><v>${n}.${column.charCodeAt(0)}</v></c>`)
          .join('')}</row>`,
    );
    const sheet = await sheetsFile([{ name: 'Long', xml: rows.join('') }]);
    const word = await wordFile(
      Array.from({ length: 200_000 }, (_, n) => paragraph(`Some words of paragraph ${n}.`)).join(''),
    );
    const tested = extractor({ PARSER_MEMORY_MB: '320' });
    for (const file of [sheet, word])
      expect(joined(await read(tested, file)).length).toBeGreaterThan(4_000_000);
  }, 60_000);
});
