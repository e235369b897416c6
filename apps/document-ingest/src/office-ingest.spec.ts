import { randomUUID } from 'node:crypto';
import { compoundFile } from './testing/broken-archives';
import { ingestLab, IngestLab, settled } from './testing/ingest-lab';
import { archive, shape, sheetsFile, slidesFile } from './testing/office-factory';
import { paragraph, styled, STYLES, wordFile } from './testing/word-factory';

const owner = { orgId: randomUUID(), userId: randomUUID() };

let lab: IngestLab;
beforeAll(async () => {
  lab = await ingestLab();
  lab.start();
});
afterAll(() => lab.close());

async function ingested(filename: string, bytes: Buffer) {
  const { id } = await lab.upload(owner, filename, bytes);
  return (await lab.until(owner, id, settled)).document;
}

describe('office files that are uploaded', () => {
  it('become documents with text and pages, found by search', async () => {
    const word = await ingested(
      'letter.docx',
      await wordFile(styled('berschrift1', 'Herons') + paragraph('Egrets stand in the reeds.'), STYLES),
    );
    const slides = await ingested(
      'talk.pptx',
      await slidesFile([
        { shapes: shape(['Storks'], { placeholder: 'type="title"' }) },
        { shapes: shape(['Cranes fly south.']) },
      ]),
    );
    const sheets = await ingested(
      'figures.txt',
      await sheetsFile([{ name: 'Bitterns', xml: '<row><c r="A1"><v>17</v></c></row>' }]),
    );
    const pages = [word, slides, sheets].map(({ status, pageCount }) => [status, pageCount]);
    expect(pages).toEqual([
      ['ready', null],
      ['ready', 2],
      ['ready', 1],
    ]);
    expect(await lab.documents.text(owner, sheets.id)).toContain('Bitterns\n\n17');
    const [hit] = await lab.search.search(owner, 'where do cranes fly');
    expect(hit?.chunk).toMatchObject({ documentId: slides.id, page: 2 });
  });

  it('fail with the reason when they cannot be read', async () => {
    const failed = await Promise.all([
      ingested('secret.docx', compoundFile(['EncryptedPackage'])),
      ingested('empty.docx', await wordFile('')),
      ingested('folder.docx', await archive({ 'word/notes.txt': 'no document' })),
      ingested('half.docx', (await wordFile(paragraph('text'))).subarray(0, 700)),
    ]);
    expect(failed.map(({ status, errorReason }) => [status, errorReason])).toEqual([
      ['failed', 'encrypted'],
      ['failed', 'empty'],
      ['failed', 'unsupported_type'],
      ['failed', 'corrupt'],
    ]);
  });
});
