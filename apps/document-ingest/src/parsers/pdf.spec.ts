import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DocumentSettings } from '@muster/documents';
import { loadSettings, InvalidError } from '@muster/platform';
import { RUN_SOURCES } from '@muster/testing';
import { OcrSettings } from '../ocr/ocr.settings';
import { ForkedExtractor } from '../parsing/forked-extractor';
import { blocksOf, extract, joined } from '../testing/extraction';
import { itKeepsTheLaws } from '../testing/extraction-laws';
import { fakeTesseract, printing, wordTable } from '../testing/fake-tesseract';
import { png } from '../testing/image-factory';
import { pdf, PdfPage, prose } from '../testing/pdf-factory';
import { ParseError, Parser } from './parser';

process.execArgv.push(...RUN_SOURCES);
const [settings, ocr] = loadSettings([DocumentSettings, OcrSettings], {});
const extractor = new ForkedExtractor(settings, ocr);
afterAll(() => {
  extractor.onApplicationShutdown();
});

/** The library cannot be loaded here: the file is read where it always is, in a process of its own. */
const parser: Parser = async function* ({ bytes, size, from }) {
  const source = { bytes: Readable.from(bytes.map(Buffer.from)), contentType: 'application/pdf', size, from };
  try {
    yield* extractor.extract(source, AbortSignal.timeout(20_000));
  } catch (error) {
    if (error instanceof InvalidError) throw new ParseError('corrupt', error.message);
    throw error;
  }
};

const PROSE = 'Running text that is about as long as running text usually is, and goes on for a while.';

const page =
  (n: number): PdfPage =>
  (doc) => {
    doc.fontSize(24).text(`Chapter ${n}`).moveDown();
    doc.fontSize(11).text(`${PROSE} ${PROSE} It is number ${n}.`).moveDown();
    doc.fontSize(14).text(`Part ${n}a`).moveDown();
    doc.fontSize(11).text(`• first item of ${n}\n• second item of ${n}`).moveDown();
    const top = doc.y;
    for (const [row, cells] of [
      ['Name', 'Size'],
      ['alpha', `${n}1`],
      ['beta', `${n}2`],
    ].entries())
      for (const [column, cell] of cells.entries())
        doc.text(cell, 72 + column * 200, top + row * 18, { lineBreak: false });
    doc.text(`${PROSE}`, 72, top + 90);
  };

const file = (): Promise<Buffer> =>
  pdf([1, 2, 3].map(page), { info: { Title: 'On chapters', Author: 'Ada' } });

describe('parsePdf', () => {
  itKeepsTheLaws(parser, async () => ({ file: await file() }), {
    resumes: 30,
    mutants: 25,
    pieceSizes: [997],
  });

  it('says which blocks a page holds, under which headings', async () => {
    const parts = await extract(parser, await file());
    const shown = blocksOf(parts).map(({ kind, level, text }) => [kind, level ?? null, text.slice(0, 40)]);
    expect(shown.slice(0, 6)).toEqual([
      ['heading', 2, 'Chapter 1'],
      ['paragraph', null, PROSE.slice(0, 40)],
      ['heading', 4, 'Part 1a'],
      ['list', null, '• first item of 1\n• second item of 1'],
      ['table', null, 'Name\tSize\nalpha\t11\nbeta\t12'],
      ['paragraph', null, PROSE.slice(0, 40)],
    ]);
    expect(parts.map(({ headings }) => headings.join(' > '))).toContain('Chapter 3 > Part 3a');
    expect(parts[0]?.details).toEqual({ title: 'On chapters', author: 'Ada' });
    expect(joined(parts).match(/Running text/g)).toHaveLength(9);
  });

  it('believes the table of contents inside the file, but no running head in it', async () => {
    const bookmarked = await pdf(
      [1, 2, 3, 4, 5].map((n): PdfPage => (doc) => {
        doc.outline.addItem(n === 2 ? 'The second thing' : 'A running head');
        doc.fontSize(11).text('A running head').moveDown(2);
        if (n === 2) doc.text('The second thing').moveDown(2);
        doc.text(`${PROSE} ${n}`);
      }),
    );
    const headings = blocksOf(await extract(parser, bookmarked)).filter(({ kind }) => kind === 'heading');
    expect(headings.map(({ text, level }) => [text, level])).toEqual([['The second thing', 1]]);
  });
});

describe('a PDF of pictures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-scans-'));
  const started: ForkedExtractor[] = [];
  afterAll(() => {
    for (const each of started) each.onApplicationShutdown();
    rmSync(folder, { recursive: true });
  });

  const scan: PdfPage = (page) => page.image(png(['THE HERONS', 'REST HERE']), 72, 72, { width: 400 });
  const drawing: PdfPage = (page) => page.rect(10, 10, 50, 50).fill('red');

  const reader = (TESSERACT_PATH: string): Parser => {
    const [limits, tools] = loadSettings([DocumentSettings, OcrSettings], { TESSERACT_PATH });
    const forked = new ForkedExtractor(limits, tools);
    started.push(forked);
    return ({ bytes, size, from }) =>
      forked.extract(
        { bytes: Readable.from(bytes.map(Buffer.from)), contentType: 'application/pdf', size, from },
        AbortSignal.timeout(20_000),
      );
  };

  // A page may be drawn only where a canvas can be had; what is handed over has to be a picture.
  const script = `[ "$(head -c 3 | od -An -tx1)" = " ff d8 ff" ] || exit 1\n${printing(
    wordTable([1, 1, 1, 0, 0, 90, 20, 96, 'THE HERONS']),
  )}`;

  it('is read page by page where images are read, beside pages of text', async () => {
    const read = reader(fakeTesseract(folder, script));
    const file = await pdf([scan, prose(PROSE), scan, drawing]);
    const parts = await extract(read, file);
    const texts = parts.filter(({ text }) => text !== '');
    expect(texts.map(({ page: number, text }) => [number, text.trim()])).toEqual([
      [1, 'THE HERONS'],
      [2, PROSE],
      [3, 'THE HERONS'],
    ]);
    expect(parts.flatMap(({ details }) => details ?? [])).toMatchObject([{ ocr: true }]);
    const rest = await extract(read, file, { chars: joined(parts).indexOf(PROSE) }, parts);
    expect(joined(rest)).toBe(joined(parts).slice(joined(parts).indexOf(PROSE)));
  });

  it('says what is missing where they are not, unless there is text as well', async () => {
    const read = reader('/nowhere/tesseract');
    await expect(extract(read, await pdf([scan, scan]))).rejects.toMatchObject({
      message: 'its pages are pictures, and reading images needs tesseract, which is not installed',
      details: { reason: 'empty' },
    });
    expect(joined(await extract(read, await pdf([scan, prose(PROSE)]))).trim()).toBe(PROSE);
    expect(joined(await extract(read, await pdf([drawing])))).toBe('');
  });

  it('keeps the pages that can be read', async () => {
    const read = reader(fakeTesseract(folder, 'cat >/dev/null; exit 1'));
    expect(joined(await extract(read, await pdf([scan, prose(PROSE)]))).trim()).toBe(PROSE);
    await expect(extract(read, await pdf([scan]))).rejects.toMatchObject({ details: { reason: 'empty' } });
  });
});
