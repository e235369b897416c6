import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DocumentSettings } from '@muster/documents';
import { loadSettings } from '@muster/platform';
import { eventually, RUN_SOURCES } from '@muster/testing';
import { findOcrTool, OcrTool } from '../ocr/ocr-tool';
import { OcrSettings } from '../ocr/ocr.settings';
import { ForkedExtractor } from '../parsing/forked-extractor';
import { blocksOf, extract, joined } from '../testing/extraction';
import { itKeepsTheLaws, wordsOf } from '../testing/extraction-laws';
import { fakeTesseract, printing, wordTable } from '../testing/fake-tesseract';
import { png, tiff } from '../testing/image-factory';
import { parseImage } from './image';
import type { Parser } from './parser';

process.execArgv.push(...RUN_SOURCES);

const folder = mkdtempSync(join(tmpdir(), 'muster-ocr-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const program = (script: string): string => fakeTesseract(folder, script);

const LIMITS = { languages: 'eng', pageSeconds: 20, memoryMb: 512 };

const reading =
  (script: string, limits: Partial<OcrTool> = {}): Parser =>
  (input) =>
    parseImage({ ...input, ocr: { ...LIMITS, path: program(script), ...limits } });

const PAGE = wordTable(
  [1, 1, 1, 100, 50, 400, 60, 96, 'Herons'],
  [1, 2, 1, 100, 200, 700, 26, 96, 'They fish in shal-'],
  [1, 2, 2, 100, 240, 690, 20, 96, 'low water, all of them, day'],
  [1, 2, 3, 100, 280, 200, 26, 96, 'and night.'],
  [1, 3, 1, 300, 500, 90, 20, 12, '~_|'],
  [1, 4, 1, 100, 600, 300, 26, 90, '• first'],
  [1, 4, 2, 100, 640, 300, 26, 90, '• second'],
);

const image = png(['THE HERONS', 'REST HERE', 'ON THE SHORE']);

describe('an image', () => {
  itKeepsTheLaws(
    reading(printing(PAGE)),
    () => ({
      file: image,
      words: wordsOf('Herons They fish in shallow water, all of them, day and night. • first • second'),
    }),
    { resumes: 25, mutants: 40, pieceSizes: [1_000] },
  );

  it('is read in paragraphs under its headings, and what was hardly read is left out', async () => {
    const parts = await extract(reading(printing(PAGE)), image);
    expect(blocksOf(parts).map(({ kind, level, text }) => [kind, level, text])).toEqual([
      ['heading', 1, 'Herons'],
      ['paragraph', undefined, 'They fish in shallow water, all of them, day and night.'],
      ['list', undefined, '• first\n• second'],
    ]);
    expect(parts.flatMap(({ details }) => details ?? [])).toEqual([{ ocr: true }]);
    expect(parts.at(-1)).toMatchObject({ page: null, pages: null, headings: ['Herons'] });
  });

  it('may have pages', async () => {
    const text = wordTable([1, 1, 1, 0, 0, 90, 20, 96, 'one'], [3, 1, 1, 0, 0, 90, 20, 96, 'three']);
    const file = tiff([['A'], ['A'], ['A']]);
    const parts = await extract(reading(printing(text)), file);
    const read = parts.filter((part) => part.text !== '');
    expect(read.map(({ page, pages, done }) => [page, pages, done])).toEqual([
      [1, 3, 1 / 3],
      [3, 3, 1],
    ]);
    await expect(extract(reading(printing(text)), file, { maxPages: 2 })).rejects.toMatchObject({
      reason: 'too_long',
      message: 'it has 3 pages, more than 2',
    });
  });

  it('is read with bounded memory, one thread, and nothing else of the surroundings', async () => {
    const script = `cat >/dev/null; printf '4\\t1\\t1\\t1\\t1\\t0\\t0\\t0\\t9\\t9\\t-1\\t\\n5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t99\\t%s|%s|%s\\n' "$(ulimit -v)" "$OMP_THREAD_LIMIT" "$HOME$DATABASE_URL"`;
    expect(joined(await extract(reading(script, { memoryMb: 300 }), image)).trim()).toBe('307200|1|');
  });

  it.each([
    ['is refused', 'cat >/dev/null; exit 1', 'corrupt', /not an image/],
    ['crashes its reader', 'kill -s SEGV $$', 'corrupt', /not an image/],
    ['takes too long', `echo $$ > ${folder}/slow; sleep 1000`, 'too_costly', /1 seconds/],
  ])('says so when it %s', async (_, script, reason, message) => {
    const read = extract(reading(script, { pageSeconds: 1 }), image);
    await expect(read).rejects.toMatchObject({ reason, message: expect.stringMatching(message) as string });
    if (reason === 'too_costly') await eventually(() => !isRunning('slow'));
  });

  it('is never taken for a list of files to open', async () => {
    const script = `touch ${folder}/called; cat >/dev/null`;
    for (const text of ['/etc/hostname.png\n', 'https://example.org/a.png', 'BM\n/etc/hostname\n', ''])
      await expect(extract(reading(script), text)).rejects.toMatchObject({ reason: 'corrupt' });
    expect(existsSync(join(folder, 'called'))).toBe(false);
  });
});

const isRunning = (name: string): boolean => {
  try {
    return process.kill(Number(readFileSync(join(folder, name), 'utf8')), 0);
  } catch {
    return false;
  }
};

describe('an app that reads images', () => {
  const never = new AbortController().signal;
  const extractors: ForkedExtractor[] = [];
  afterEach(() => {
    for (const extractor of extractors.splice(0)) extractor.onApplicationShutdown();
  });

  function read(env: NodeJS.ProcessEnv, signal = never) {
    const [settings, ocr] = loadSettings([DocumentSettings, OcrSettings], env);
    const extractor = new ForkedExtractor(settings, ocr);
    extractors.push(extractor);
    const from = { chars: 0, page: null, pageStart: 0, headings: [] };
    const source = { bytes: Readable.from([image]), size: image.length, contentType: 'image/png', from };
    return extractor.extract(source, signal);
  }

  it('says what is missing where tesseract is not installed', async () => {
    await expect(read({ TESSERACT_PATH: '/nowhere/tesseract' }).next()).rejects.toMatchObject({
      message: 'reading images needs tesseract, which is not installed',
      details: { reason: 'unsupported_type' },
    });
    await expect(read({ TESSERACT_PATH: program(''), OCR_LANGUAGES: 'tlh' }).next()).rejects.toMatchObject({
      message: "reading images needs tesseract's data for tlh, which is not installed",
    });
  });

  it('takes it along when its parser is killed', async () => {
    const script = `echo $$ > ${folder}/orphan.new; mv ${folder}/orphan.new ${folder}/orphan; exec sleep 1000`;
    const controller = new AbortController();
    const parts = read({ TESSERACT_PATH: program(script) }, controller.signal);
    await parts.next();
    await eventually(() => isRunning('orphan'));
    controller.abort(new Error('not wanted'));
    await expect(parts.next()).rejects.toThrow('not wanted');
    await eventually(() => !isRunning('orphan'));
  });

  it('goes on for longer than a silent parser may, as long as it reads', async () => {
    const script = `sleep 8; ${printing(PAGE)}`;
    let text = '';
    for await (const part of read({ TESSERACT_PATH: program(script), PARSER_STALL_SECONDS: '6' }))
      text += part.text;
    expect(text).toContain('shallow');
  }, 30_000);
});

const installed = (() => {
  try {
    return execFileSync('tesseract', ['--list-langs'], { stdio: ['ignore', 'pipe', 'ignore'] }).includes(
      'eng',
    );
  } catch {
    return false;
  }
})();

// Not every machine has it; everything else is told above.
(installed ? describe : describe.skip)('tesseract itself', () => {
  const real: Parser = async function* (input) {
    const [settings] = loadSettings([OcrSettings], {});
    yield* parseImage({ ...input, ocr: await findOcrTool(settings) });
  };

  it('reads an image, and the pages of one', async () => {
    expect(wordsOf(joined(await extract(real, image)))).toEqual(wordsOf('THE HERONS REST HERE ON THE SHORE'));
    const pages = await extract(real, tiff([['THE HERONS'], ['ON THE SHORE']]));
    expect(pages.filter(({ text }) => text).map(({ page, text }) => [page, text.trim()])).toEqual([
      [1, 'THE HERONS'],
      [2, 'ON THE SHORE'],
    ]);
  });

  it('refuses what only begins as an image', async () => {
    await expect(extract(real, image.subarray(0, 100))).rejects.toMatchObject({ reason: 'corrupt' });
  });
});
