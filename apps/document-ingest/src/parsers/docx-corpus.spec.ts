import {
  AlignmentType,
  Document,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import { blocksOf, extract, faults, faultsOfResuming, joined } from '../testing/extraction';
import { cell, item, LISTS, paragraph, table, wordFile } from '../testing/word-factory';
import { parseOffice } from './office';

describe('a DOCX of another program', () => {
  const words = Array.from({ length: 400 }, (_, n) => `w${n}x`);
  const said = (from: number, to: number): string => words.slice(from, to).join(' ');

  const written = (): Promise<Buffer> =>
    Packer.toBuffer(
      new Document({
        title: 'Herons',
        creator: 'Ada',
        footnotes: { 1: { children: [new Paragraph(said(40, 50))] } },
        numbering: {
          config: [
            {
              reference: 'steps',
              levels: [
                { level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START },
              ],
            },
          ],
        },
        sections: [
          {
            headers: { default: new Header({ children: [new Paragraph(said(0, 5))] }) },
            footers: { default: new Footer({ children: [new Paragraph(said(395, 400))] }) },
            children: [
              new Paragraph({ text: said(5, 10), heading: HeadingLevel.HEADING_1 }),
              new Paragraph({
                children: [new TextRun(said(10, 40)), new FootnoteReferenceRun(1)],
              }),
              new Paragraph({ text: said(50, 55), heading: HeadingLevel.HEADING_2 }),
              ...words.slice(55, 95).map((text) => new Paragraph({ text, bullet: { level: 0 } })),
              ...words
                .slice(95, 100)
                .map((text) => new Paragraph({ text, numbering: { reference: 'steps', level: 0 } })),
              new Table({
                rows: Array.from({ length: 20 }, (_, row) => {
                  const children = words
                    .slice(100 + row * 5, 105 + row * 5)
                    .map((text) => new TableCell({ children: [new Paragraph(text)] }));
                  return new TableRow({ children });
                }),
              }),
              ...words.slice(200, 395).map((text) => new Paragraph(text)),
            ],
          },
        ],
      }),
    );

  it('loses no word, doubles none, and keeps their order, its tables and its headings', async () => {
    const parts = await extract(parseOffice, await written());
    expect(faults(parts)).toEqual([]);
    expect(joined(parts).match(/w\d+x/g)).toEqual(words);
    expect(parts[0]?.details).toEqual({ title: 'Herons', author: 'Ada' });
    expect(parts.at(-1)?.headings).toEqual([said(5, 10), said(50, 55)]);
    const found = blocksOf(parts);
    const kinds = Object.groupBy(found, ({ kind }) => kind);
    expect(kinds.heading?.map(({ text, level }) => [text, level])).toEqual([
      [said(5, 10), 1],
      [said(50, 55), 2],
    ]);
    expect(kinds.table?.map(({ text }) => text.split('\n').map((row) => row.split('\t')))).toEqual([
      Array.from({ length: 20 }, (_, row) => words.slice(100 + row * 5, 105 + row * 5)),
    ]);
    expect(kinds.list?.map(({ text }) => text.split('\n').length)).toEqual([40, 5]);
    expect(kinds.list?.[1]?.text).toMatch(/^1\. w95x\n2\. w96x/);
  });

  it('is read on from anywhere as if it had never been put down', async () => {
    const file = await written();
    const whole = await extract(parseOffice, file);
    for (let chars = 0; chars <= joined(whole).length; chars += 37)
      expect(await faultsOfResuming(parseOffice, file, whole, chars)).toEqual([]);
  });

  it('is handed on in open pieces where a table, a list or a paragraph is long', async () => {
    const row = (n: number): string[] => [cell(`r${n}x`), cell('value '.repeat(10))];
    const file = await wordFile(
      table(
        2,
        Array.from({ length: 2_000 }, (_, n) => row(n)),
      ) +
        paragraph('long '.repeat(30_000)) +
        Array.from({ length: 4_000 }, (_, n) => item(`item ${n} of many`, 1)).join(''),
      LISTS,
    );
    const parts = await extract(parseOffice, file);
    expect(faults(parts)).toEqual([]);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThan(100_000);
    const found = blocksOf(parts);
    expect(found.map(({ kind }) => kind)).toEqual(['table', 'paragraph', 'list']);
    expect(found[0]?.text.split('\n')).toHaveLength(2_000);
    for (const chars of [1, 40_000, 100_001, 250_000])
      expect(await faultsOfResuming(parseOffice, file, parts, chars)).toEqual([]);
  });
});
