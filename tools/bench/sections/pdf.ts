import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { buffer } from 'node:stream/consumers';
import { DocumentSettings } from '@muster/documents';
import { loadSettings } from '@muster/platform';
import { OcrSettings } from '../../../apps/document-ingest/src/ocr/ocr.settings';
import { ForkedExtractor } from '../../../apps/document-ingest/src/parsing/forked-extractor';
import { median } from '../report/figures';
import { atLeast, atMost, type Row } from '../report/row';
import type { Section } from '../section';

const PAGES = 200;
const PARAGRAPHS_PER_PAGE = 8;

interface File {
  name: string;
  path: string;
}

/** Reading in the process where uploads are read, warm, in turns with `pdftotext` on the same file. */
export const pdf: Section = async ({ root, installation, quick }) => {
  const plain = join(installation.folder, 'plain.pdf');
  await writeFile(plain, await plainPages());
  const files: File[] = [
    { name: `${PAGES} pages of plain text`, path: plain },
    { name: 'the bundled handbook', path: join(root, 'docs/samples/muster-handbook.pdf') },
  ];
  const [settings, ocr] = loadSettings([DocumentSettings, OcrSettings], {});
  const extractor = new ForkedExtractor(settings, ocr);
  const rows: Row[] = [];
  for (const file of files) rows.push(...(await compared(extractor, file, quick ? 3 : 9)));
  extractor.onApplicationShutdown();
  return rows;
};

async function compared(extractor: ForkedExtractor, { name, path }: File, rounds: number): Promise<Row[]> {
  const bytes = await readFile(path);
  const [ours, theirs]: [number[], number[]] = [[], []];
  let pages = 0;
  for (let round = -2; round < rounds; round += 1) {
    const begun = performance.now();
    pages = await pagesOf(extractor, bytes);
    const read = performance.now();
    const found = pdftotext(path);
    if (round >= 0) ours.push(read - begun);
    if (round >= 0 && found) theirs.push(performance.now() - read);
  }
  const speed = (pages * 1_000) / median(ours);
  const what = `PDF pages read, ${name}`;
  const rate: Row = { what, goal: atLeast(50), measured: speed, unit: 'pages/s' };
  if (theirs.length === 0) return [{ ...rate, note: 'no pdftotext on PATH to compare with' }];
  const slower = median(ours) / median(theirs);
  return [
    { ...rate, baseline: { name: 'pdftotext', value: (pages * 1_000) / median(theirs) } },
    { what: `${what}: time beside pdftotext`, goal: atMost(3), measured: slower, unit: 'times' },
  ];
}

async function pagesOf(extractor: ForkedExtractor, bytes: Buffer): Promise<number> {
  const from = { chars: 0, page: null, pageStart: 0, headings: [] };
  const source = { bytes: Readable.from([bytes]), contentType: 'application/pdf', size: bytes.length, from };
  let pages = 0;
  for await (const part of extractor.extract(source, AbortSignal.timeout(60_000))) pages = part.page ?? pages;
  return pages;
}

/** Whether there is one. */
function pdftotext(path: string): boolean {
  try {
    execFileSync('pdftotext', [path, '-'], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1024 ** 3 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function plainPages(): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false });
  for (let page = 1; page <= PAGES; page += 1) {
    document.addPage().fontSize(18).text(`Chapter ${page}`).moveDown().fontSize(11);
    for (let n = 1; n <= PARAGRAPHS_PER_PAGE; n += 1)
      document
        .text(`Heron ${page}.${n} stood by the river and waited for fish while the wind turned. `.repeat(5))
        .moveDown();
  }
  document.end();
  return buffer(document);
}
