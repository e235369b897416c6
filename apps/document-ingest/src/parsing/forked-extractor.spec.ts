import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DocumentSettings, ExtractedPart } from '@muster/documents';
import { loadSettings } from '@muster/platform';
import { eventually, RUN_SOURCES } from '@muster/testing';
import { pdf, prose } from '../testing/pdf-factory';
import { OcrSettings } from '../ocr/ocr.settings';
import { ForkedExtractor } from './forked-extractor';

process.execArgv.push(...RUN_SOURCES);

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

const source = (bytes: Buffer, contentType = 'application/pdf') => ({
  bytes: Readable.from([bytes]),
  contentType,
  size: bytes.length,
  from: { chars: 0, page: null as number | null, pageStart: 0, headings: [] },
});

const never = new AbortController().signal;

async function all(parts: AsyncIterable<ExtractedPart>): Promise<ExtractedPart[]> {
  const read: ExtractedPart[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

const read = (from: ForkedExtractor, bytes: Buffer, contentType?: string): Promise<ExtractedPart[]> =>
  all(from.extract(source(bytes, contentType), never));

const joined = (parts: ExtractedPart[]): string => parts.map(({ text }) => text).join('');

/** The parsers this process has started and not yet seen end. */
const parsers = (): number[] =>
  execFileSync('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(process.pid)])
    .toString()
    .split('\n')
    .filter((line) => line.includes('parser.main') && !line.includes('defunct'))
    .map((line) => parseInt(line, 10));

/** Always the same numbers, so that a failure can be had again. */
function randomizer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const handbook = readFileSync(join(__dirname, '../../../../docs/samples/muster-handbook.pdf'));
const wordy = Buffer.from('one two. '.repeat(500_000));

describe('a PDF', () => {
  it('is read page by page, under its headings', async () => {
    const bytes = await pdf([
      (page) => page.fontSize(22).text('Herons').fontSize(11).text('Grüße aus dem Schilf. '.repeat(20)),
      prose('The second page.'),
    ]);
    const parts = await read(extractor(), bytes);
    expect(parts.map(({ page, pages, closed, headings }) => ({ page, pages, closed, headings }))).toEqual([
      { page: 1, pages: 2, closed: true, headings: ['Herons'] },
      { page: 2, pages: 2, closed: true, headings: ['Herons'] },
    ]);
    expect(joined(parts)).toContain('Grüße aus dem Schilf.');
    expect(parts.at(-1)).toMatchObject({ text: 'The second page.\n\n', done: 1 });
  });

  it('loses no word and doubles none', async () => {
    const words = Array.from({ length: 3_000 }, (_, n) => `w${n}x`);
    const bytes = await pdf([prose(words.slice(0, 500).join(' ')), prose(words.slice(500).join(' '))]);
    expect(
      joined(await read(extractor(), bytes))
        .trim()
        .split(/\s+/),
    ).toEqual(words);
  });

  it('is the same whichever threads have read its pages', async () => {
    const titled = (n: number) => (page: PDFKit.PDFDocument) =>
      page.fontSize(24).text(`Chapter ${n}`).fontSize(11).text(`It is about heron ${n}. `.repeat(20));
    const bytes = await pdf(Array.from({ length: 130 }, (_, index) => titled(index + 1)));
    const tested = extractor();
    const [cold, warm] = [await read(tested, bytes), await read(tested, bytes)];
    expect(warm).toEqual(cold);
    expect(warm.map(({ page, headings }) => [page, headings])).toEqual(
      Array.from({ length: 130 }, (_, index) => [index + 1, [`Chapter ${index + 1}`]]),
    );
  });

  it('is read on from the middle of a page as if it had never been put down', async () => {
    const whole = await read(extractor(), handbook);
    const text = joined(whole);
    for (const chars of [0, 1_500, 9_000, text.length - 5]) {
      let start = 0;
      const last = whole.find((part) => (start += part.text.length) >= chars && chars > 0);
      const pageStart = joined(whole.filter(({ page }) => (page ?? 0) < (last?.page ?? 0))).length;
      const from = { chars, page: last?.page ?? null, pageStart, headings: [] };
      const rest = await all(extractor().extract({ ...source(handbook), from }, never));
      expect(joined(rest)).toBe(text.slice(chars));
    }
  });
});

describe('a parser that goes wrong', () => {
  it('never hangs or takes the app along, whatever bytes it meets', async () => {
    const tested = extractor({ PARSER_STALL_SECONDS: '20' });
    const random = randomizer(7);
    const outcomes = new Set<string>();
    for (let round = 0; round < 40; round += 1) {
      const mutated = Buffer.from(handbook);
      for (let flips = 0; flips <= round * 5; flips += 1) mutated[random(mutated.length)] = random(256);
      const bytes = round % 4 === 0 ? mutated.subarray(0, random(mutated.length)) : mutated;
      const outcome = await read(tested, bytes).then(
        () => 'read',
        (error: { details?: { reason?: string } }) => error.details?.reason ?? String(error),
      );
      outcomes.add(outcome);
    }
    const known = ['read', 'corrupt', 'encrypted', 'too_long', 'too_costly', 'crashed'];
    expect([...outcomes].filter((outcome) => !known.includes(outcome))).toEqual([]);
    expect(outcomes).toContain('corrupt');
    expect(joined(await read(tested, handbook))).toContain('The Muster Handbook');
  }, 120_000);

  it('is ended when it is silent for too long', async () => {
    const tested = extractor({ PARSER_STALL_SECONDS: '1' });
    // On a busy machine the second it has may pass before a process has even started.
    await eventually(() =>
      read(tested, Buffer.from('warm'), 'text/plain').then(
        () => true,
        () => false,
      ),
    );
    expect(parsers()).toHaveLength(1);
    for (const pid of parsers()) process.kill(pid, 'SIGSTOP');
    await expect(read(tested, Buffer.from('x'), 'text/plain')).rejects.toMatchObject({
      retryable: true,
      details: { reason: 'too_costly' },
    });
    const patient = extractor();
    expect(joined(await read(patient, Buffer.from('next'), 'text/plain'))).toBe('next');
  });

  it('is ended when it takes too much memory', async () => {
    const tested = extractor({ PARSER_MEMORY_MB: '128' });
    const large = Buffer.alloc(150 * 1024 ** 2, 'words ');
    await expect(read(tested, large, 'text/plain')).rejects.toMatchObject({
      details: { reason: 'too_costly' },
    });
  });

  it('is replaced when it was killed', async () => {
    const tested = extractor();
    const parts = tested.extract(source(wordy, 'text/plain'), never);
    await parts.next();
    for (const pid of parsers()) process.kill(pid, 'SIGKILL');
    await expect(all(parts)).rejects.toMatchObject({ details: { reason: 'crashed' } });
    expect(joined(await read(tested, Buffer.from('next'), 'text/plain'))).toBe('next');
  });

  it('ends with the reading that nobody wants any more', async () => {
    const tested = extractor();
    const controller = new AbortController();
    const parts = tested.extract(source(wordy, 'text/plain'), controller.signal);
    await parts.next();
    controller.abort(new Error('not wanted'));
    await expect(all(parts)).rejects.toThrow('not wanted');
    while (parsers().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
