import { Readable } from 'node:stream';
import { DocumentSettings, ExtractedPart } from '@muster/documents';
import { loadSettings } from '@muster/platform';
import { RUN_SOURCES } from '@muster/testing';
import { OcrSettings } from '../ocr/ocr.settings';
import { blocksOf, faults } from '../testing/extraction';
import { mutations } from '../testing/seeded';
import { ForkedExtractor } from './forked-extractor';

process.execArgv.push(...RUN_SOURCES);

const [settings, ocr] = loadSettings([DocumentSettings, OcrSettings], { PARSER_STALL_SECONDS: '20' });
const extractor = new ForkedExtractor(settings, ocr);
afterAll(() => {
  extractor.onApplicationShutdown();
});

const PAGE = '<title>Herons</title><h1>Herons</h1><p>They fish.<table><tr><th>a<th>b<tr><td>1<td>2</table>';
const MAIL = [
  'From: Ada <ada@example.org>',
  'Subject: Herons',
  'Content-Type: text/html',
  '',
  '<h1>News</h1><ul><li>They fish.</ul>',
].join('\r\n');

async function read(text: string | Buffer, contentType: string): Promise<ExtractedPart[]> {
  const bytes = Buffer.from(text);
  const from = { chars: 0, page: null, pageStart: 0, headings: [] };
  const source = { bytes: Readable.from([bytes]), size: bytes.length, contentType, from };
  const parts: ExtractedPart[] = [];
  for await (const part of extractor.extract(source, AbortSignal.timeout(20_000))) parts.push(part);
  return parts;
}

const told = (parts: ExtractedPart[]): string[] =>
  blocksOf(parts).map(({ kind, text }) => `${kind}: ${text}`);

describe('pages and mail in a process of their own', () => {
  it('are read there, with what they say of themselves', async () => {
    const page = await read(PAGE, 'text/html');
    expect(told(page)).toEqual(['heading: Herons', 'paragraph: They fish.', 'table: a\tb\n1\t2']);
    expect(page.flatMap(({ details }) => details ?? [])).toEqual([{ title: 'Herons' }]);
    const mail = await read(MAIL, 'message/rfc822');
    expect(told(mail)).toEqual([
      'heading: Herons',
      'paragraph: From: Ada <ada@example.org>',
      'heading: News',
      'list: - They fish.',
    ]);
    expect(mail.flatMap(({ details }) => details ?? [])).toEqual([{ title: 'Herons', author: 'Ada' }]);
  });

  it.each([
    ['text/html', PAGE],
    ['message/rfc822', MAIL],
    ['text/markdown', '# Herons\n\n- fish\n\n| a | b |\n|---|---|\n'],
  ])('are read or refused when they are damaged: %s', async (type, text) => {
    for (const mutant of mutations(Buffer.from(text), { count: 40 })) {
      const outcome = await read(mutant, type).then(faults, (error: Error) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ details: { reason: 'corrupt' } });
      else expect(outcome).toEqual([]);
    }
  });
});
