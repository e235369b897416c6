import writeExcelFile from 'write-excel-file/node';
import { blocksOf, extract, faults, faultsOfResuming, joined } from '../testing/extraction';
import { part, relationships, shape, sheetsFile } from '../testing/office-factory';
import { parseOffice } from './office';

const shown = async (file: Buffer): Promise<string[]> => {
  const parts = await extract(parseOffice, file);
  expect(faults(parts)).toEqual([]);
  return blocksOf(parts).map(({ kind, level, text }) => `${kind}${level ?? ''}: ${text}`);
};

const rows = (...found: string[]): string =>
  `<sheetData>${found.map((cells) => `<row>${cells}</row>`).join('')}</sheetData>`;

const cell = (reference: string, value: string | number, attributes = ''): string =>
  `<c r="${reference}" ${attributes}><v>${value}</v></c>`;

const STYLES = `<numFmts><numFmt numFmtId="164" formatCode="&quot;EUR&quot;\\ #,##0.00"/></numFmts>
  <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs>`;

describe('a sheet', () => {
  it('is a page with its name as a heading and its rows as a table, hidden sheets too, empty ones not', async () => {
    const sheet = rows(cell('A1', 1) + cell('B1', 2), '<c r="A2" s="1"/>', cell('A3', 3));
    const file = await sheetsFile([
      { name: 'Open &amp; shown', xml: sheet },
      { name: 'Empty', xml: '<sheetData/>' },
      { name: 'Hidden', xml: rows(cell('A1', 4)), hidden: true },
    ]);
    const parts = await extract(parseOffice, file);
    expect(faults(parts)).toEqual([]);
    expect(parts.map(({ page, pages, headings, text }) => [page, pages, headings, text.trim()])).toEqual([
      [1, 3, ['Open & shown'], 'Open & shown\n\n1\t2\n3'],
      [3, 3, ['Hidden'], 'Hidden\n\n4'],
    ]);
    expect(parts.at(-1)?.done).toBe(1);
  });

  it('shows values as their formats do, dates in the international form', async () => {
    const file = await sheetsFile(
      [
        {
          name: 'Values',
          xml: rows(
            cell('A1', 0, 't="s"') + cell('B1', 1, 't="b"') + cell('C1', '#DIV/0!', 't="e"'),
            `<c r="A2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></is></c>${cell('B2', 'of a formula', 't="str"')}`,
            cell('A3', '0.1', '') + cell('B3', '0.30000000000000004'),
            cell('A4', 45292, 's="1"') +
              cell('B4', 45292.75, 's="2"') +
              cell('C4', 0.256, 's="3"') +
              cell('D4', -1234.5, 's="4"'),
            '<c r="A5"><f>SUM(A3:B3)</f><v>0.4</v></c><c r="B5"><f>NOW()</f></c>',
            cell('A6', '2024-01-02', 't="d"') + cell('B6', 1, 't="s"'),
          ),
        },
      ],
      {
        strings:
          '<si><r><t xml:space="preserve">two </t></r><r><t>runs\nhere</t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_b</t></si>',
        styles: STYLES,
      },
    );
    expect((await shown(file))[1]?.split('\n')).toEqual([
      'table: two runs here\tTRUE\t#DIV/0!',
      'inline\tof a formula',
      '0.1\t0.3',
      '2024-01-01\t2024-01-01T18:00\t26%\t-EUR 1,234.50',
      '0.4\t=NOW()',
      '2024-01-02\ta b',
    ]);
  });

  it('counts days from 1904 where the workbook says so', async () => {
    const file = await sheetsFile([{ name: 'D', xml: rows(cell('A1', 43830, 's="1"')) }], {
      styles: STYLES,
      properties: '<workbookPr date1904="1"/>',
    });
    expect(await shown(file)).toContain('table: 2024-01-01');
  });

  it('keeps columns apart, from the first that is used, but not far ones by thousands of tabs', async () => {
    const file = await sheetsFile([
      {
        name: 'Gaps',
        xml: `<dimension ref="B2:XFD9"/>${rows(cell('B2', 1) + cell('D2', 2), cell('C3', 3), cell('B4', 4) + cell('XFD4', 5), '<c><v>6</v></c><c><v>7</v></c>')}`,
      },
    ]);
    const table = (await shown(file))[1] ?? '';
    expect(table.replace(/\t{9,}/, ' … ')).toBe('table: 1\t\t2\n\t3\n4 … 5\n6\t7');
    expect(table.length).toBeLessThan(200);
  });

  it('has the texts and the titles of what is drawn on it, but no data twice', async () => {
    const anchored = (content: string): string => `<twoCellAnchor>${content}</twoCellAnchor>`;
    const file = await sheetsFile([{ name: 'S', xml: `${rows(cell('A1', 3))}<drawing r:id="rId5"/>` }], {
      more: {
        'xl/worksheets/_rels/sheet1.xml.rels': relationships({
          rId5: ['drawing', '../drawings/drawing1.xml'],
        }),
        'xl/drawings/drawing1.xml': part(
          'wsDr',
          anchored(shape(['a remark'])) + anchored('<p:graphicFrame><c:chart r:id="rId1"/></p:graphicFrame>'),
        ),
        'xl/drawings/_rels/drawing1.xml.rels': relationships({ rId1: ['chart', '../charts/chart1.xml'] }),
        'xl/charts/chart1.xml': part(
          'c:chartSpace',
          '<c:title><a:p><a:r><a:t>Growth</a:t></a:r></a:p></c:title><c:ser><c:val><c:pt idx="0"><c:v>3</c:v></c:pt></c:val></c:ser>',
        ),
      },
    });
    expect(await shown(file)).toEqual([
      'heading1: S',
      'table: 3',
      'paragraph: a remark',
      'paragraph: Growth',
    ]);
  });
});

describe('an XLSX of another program', () => {
  const words = Array.from({ length: 3_000 }, (_, n) => `w${n}x`);
  const table = (from: number, to: number, width: number): string[][] =>
    Array.from({ length: Math.ceil((to - from) / width) }, (_, row) =>
      words.slice(from + row * width, Math.min(to, from + (row + 1) * width)),
    );

  const written = (): Promise<Buffer> =>
    writeExcelFile([
      { sheet: 'First', data: table(0, 2_000, 8) },
      {
        sheet: 'Second',
        data: [...table(2_000, 3_000, 5), [new Date('2024-05-06'), 12.5, true].map(valued)],
      },
    ]).toBuffer();

  const valued = (value: Date | number | boolean) =>
    value instanceof Date ? { value, format: 'dd.mm.yyyy' } : { value };

  it('loses no word, doubles none, and keeps their order, its rows and its sheets', async () => {
    const parts = await extract(parseOffice, await written());
    expect(faults(parts)).toEqual([]);
    expect(joined(parts).match(/w\d+x/g)).toEqual(words);
    const [first, firstTable, second, secondTable] = blocksOf(parts);
    expect([first?.text, second?.text]).toEqual(['First', 'Second']);
    expect(firstTable?.text.split('\n').map((row) => row.split('\t'))).toEqual(table(0, 2_000, 8));
    expect(secondTable?.text.split('\n').at(-1)).toBe('2024-05-06\t12.5\tTRUE');
  });

  it('is read on from anywhere as if it had never been put down', async () => {
    const file = await written();
    const whole = await extract(parseOffice, file);
    for (let chars = 0; chars <= joined(whole).length; chars += 601)
      expect(await faultsOfResuming(parseOffice, file, whole, chars)).toEqual([]);
  });

  it('comes in parts that are bounded, however long the sheet', async () => {
    const many = rows(...Array.from({ length: 30_000 }, (_, n) => cell(`A${n}`, n) + cell(`B${n}`, n * 2)));
    const file = await sheetsFile([{ name: 'Long', xml: many }]);
    const parts = await extract(parseOffice, file);
    expect(faults(parts)).toEqual([]);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThan(100_000);
    expect(blocksOf(parts).map(({ kind, text }) => [kind, text.split('\n').length])).toEqual([
      ['heading', 1],
      ['table', 30_000],
    ]);
    expect(parts.slice(1).every(({ blocks }) => blocks[0]?.continued)).toBe(true);
    expect(new Set(parts.map(({ done }) => done)).size).toBeGreaterThan(5);
  });
});
