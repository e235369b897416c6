import { blocksOf, extract, faults, WholeBlock } from '../testing/extraction';
import { part } from '../testing/office-factory';
import { cell, item, LISTS, paragraph, run, styled, STYLES, table, wordFile } from '../testing/word-factory';
import { parseOffice } from './office';

async function blocks(file: Buffer): Promise<WholeBlock[]> {
  const parts = await extract(parseOffice, file);
  expect(faults(parts)).toEqual([]);
  return blocksOf(parts);
}

const shown = async (file: Buffer): Promise<string[]> =>
  (await blocks(file)).map(({ kind, level, text }) => `${kind}${level ?? ''}: ${text}`);

describe('headings of a DOCX', () => {
  it('are those of styles by their English names, of outline levels, and of what is based on them', async () => {
    const file = await wordFile(
      styled('Titel', 'Bericht') +
        styled('berschrift1', 'Eins') +
        styled('Kapitel', 'Zwei') +
        styled('Gliederung', 'Vier') +
        paragraph('Direkt', '<w:outlineLvl w:val="2"/>') +
        paragraph('Text', '<w:pStyle w:val="berschrift1"/><w:outlineLvl w:val="9"/>') +
        styled('Verzeichnis', 'Inhalt'),
      STYLES,
    );
    expect(await shown(file)).toEqual([
      'heading1: Bericht',
      'heading1: Eins',
      'heading2: Zwei',
      'heading4: Vier',
      'heading3: Direkt',
      'paragraph: Text',
      'paragraph: Inhalt',
    ]);
  });

  it('make a part of each section, under the headings above it', async () => {
    const file = await wordFile(
      styled('berschrift1', 'A') + paragraph('one') + styled('berschrift2', 'B') + paragraph('two'),
      STYLES,
    );
    const parts = await extract(parseOffice, file);
    expect(parts.map(({ headings, page, pages }) => ({ headings, page, pages }))).toEqual([
      { headings: ['A'], page: null, pages: null },
      { headings: ['A', 'B'], page: null, pages: null },
    ]);
  });
});

describe('lists of a DOCX', () => {
  it('hold an item a line, numbered as they show, each list a block', async () => {
    const file = await wordFile(
      [
        item('apples', 1),
        item('green', 1, 1),
        styled('Punkte', 'pears'),
        item('first', 2),
        item('within', 2, 1),
        item('second', 2),
        styled('Klausel', 'by its style'),
        item('anew', 3),
      ].join(''),
      { ...STYLES, ...LISTS },
    );
    expect(await shown(file)).toEqual([
      'list: apples\n  green\npears',
      'list: I. first\n  1.1 within\nII. second\n  2.1 by its style',
      'list: IV. anew',
    ]);
  });

  it('take in lines of a table of contents, and nothing that was taken out of its list', async () => {
    const file = await wordFile(
      styled('Verzeichnis1', 'One\t1') +
        styled('Verzeichnis1', 'Two\t2') +
        paragraph('no item', '<w:pStyle w:val="Punkte"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
      { ...STYLES, ...LISTS },
    );
    expect(await shown(file)).toEqual(['list: One 1\nTwo 2', 'paragraph: no item']);
  });
});

describe('tables of a DOCX', () => {
  it('have a line for each row, and keep their columns under spans and nested tables', async () => {
    const nested = table(2, [[cell('in'), cell('side')]]);
    const file = await wordFile(
      table(3, [
        [cell('a', '<w:gridSpan w:val="2"/>'), cell('b')],
        [cell(paragraph('c') + paragraph('d')), cell(nested + paragraph('e')), cell('<w:p/>')],
        [cell('<w:p/>'), cell('<w:p/>'), cell('<w:p/>')],
        [cell('f'), cell('<w:p/>'), cell('g')],
      ]),
    );
    expect(await shown(file)).toEqual(['table: a\t\tb\nc d\tin side e\nf\t\tg']);
  });

  it('with a single column are frames around text', async () => {
    const file = await wordFile(
      table(1, [[cell(styled('berschrift1', 'Framed') + paragraph('text'))], [cell('more')]]),
      STYLES,
    );
    expect(await shown(file)).toEqual(['heading1: Framed', 'paragraph: text', 'paragraph: more']);
  });
});

describe('the text of a DOCX', () => {
  it('shows what was inserted, and not what was deleted, moved away or formatted before', async () => {
    const file = await wordFile(
      paragraph(
        `${run('kept ')}<w:ins>${run('inserted ')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>
         <w:moveFrom>${run('from')}</w:moveFrom><w:moveTo>${run('moved')}</w:moveTo>`,
        '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>',
      ) +
        paragraph('joined ', '<w:rPr><w:del/></w:rPr>') +
        paragraph('with this'),
    );
    expect(await shown(file)).toEqual(['paragraph: kept inserted moved', 'paragraph: joined with this']);
  });

  it('shows the results of fields and not their instructions, and survives a field without an end', async () => {
    const char = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const file = await wordFile(
      paragraph(
        `${char('begin')}<w:r><w:instrText>IF </w:instrText></w:r>${char('begin')}${char('separate')}${run('condition')}${char('end')}${char('separate')}${run('result')}${char('end')}`,
      ) +
        paragraph(
          `<w:fldSimple w:instr="AUTHOR">${run('Ada')}</w:fldSimple><w:hyperlink>${run(' link')}</w:hyperlink>`,
        ) +
        paragraph(char('begin')) +
        paragraph('still here'),
    );
    expect(await shown(file)).toEqual(['paragraph: result', 'paragraph: Ada link', 'paragraph: still here']);
  });

  it('takes signs for what they show', async () => {
    const file = await wordFile(
      paragraph(
        `${run('a')}<w:r><w:tab/></w:r>${run('b')}<w:r><w:br/></w:r>${run('e')}<w:r><w:noBreakHyphen/></w:r>${run('mail')}<w:r><w:softHyphen/></w:r>${run('er')}
         <w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Arial" w:char="20AC"/></w:r>`,
      ) +
        paragraph(
          `<w:r><w:ruby><w:rt>${run('kan')}</w:rt><w:rubyBase>${run('漢')}</w:rubyBase></w:ruby></w:r><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>`,
        ),
    );
    expect(await shown(file)).toEqual(['paragraph: a\tb\ne-mailerα☑€', 'paragraph: 漢(kan)1/2']);
  });

  it('takes a text box once, and it and pictures after the paragraph they are anchored in', async () => {
    const box = `<w:txbxContent>${paragraph('in the box')}${table(2, [[cell('x'), cell('y')]])}</w:txbxContent>`;
    const picture =
      '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="A heron."/></wp:inline></w:drawing></w:r>';
    const file = await wordFile(
      paragraph(
        `${run('before ')}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>${box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>${box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>${picture}${run('after')}`,
      ),
    );
    expect(await shown(file)).toEqual([
      'paragraph: before after',
      'paragraph: in the box',
      'table: x\ty',
      'image: A heron.',
    ]);
  });

  it('has content controls, code, and white space of code', async () => {
    const file = await wordFile(
      `<w:sdt><w:sdtPr><w:alias w:val="hidden name"/></w:sdtPr><w:sdtContent>${paragraph('controlled')}</w:sdtContent></w:sdt>` +
        styled('Code', 'if (a) {') +
        styled('Code', '    b();') +
        styled('Code', '}'),
      STYLES,
    );
    expect(await shown(file)).toEqual(['paragraph: controlled', 'code: if (a) {\n    b();\n}']);
  });

  it('has its notes where they are referred to, headers before and footers behind it, each once', async () => {
    const note = (kind: string, id: number, text: string): string =>
      `<w:${kind} w:id="${id}">${paragraph(text)}</w:${kind}>`;
    const file = await wordFile(
      item(`${run('one')}<w:r><w:footnoteReference w:id="5"/></w:r>`, 1) +
        item('two', 1) +
        paragraph(`${run('three')}<w:r><w:endnoteReference w:id="2"/></w:r>`) +
        paragraph(`${run('four')}<w:r><w:footnoteReference w:id="4"/></w:r>`),
      {
        ...LISTS,
        'footnotes.xml': {
          type: 'footnotes',
          xml: part(
            'w:footnotes',
            `<w:footnote w:type="separator" w:id="-1">${paragraph('___')}</w:footnote>${note('footnote', 4, 'last')}${note('footnote', 5, 'first')}`,
          ),
        },
        'endnotes.xml': { type: 'endnotes', xml: part('w:endnotes', note('endnote', 2, 'at the end')) },
        'header1.xml': { type: 'header', xml: part('w:hdr', paragraph('Confidential')) },
        'header2.xml': { type: 'header', xml: part('w:hdr', paragraph('Confidential')) },
        'footer1.xml': { type: 'footer', xml: part('w:ftr', paragraph('The company')) },
        'footer2.xml': { type: 'footer', xml: part('w:ftr', paragraph('7')) },
      },
    );
    expect(await shown(file)).toEqual([
      'paragraph: Confidential',
      'list: one[1]\ntwo',
      'paragraph: [1] first',
      'paragraph: three[i]',
      'paragraph: four[2]',
      'paragraph: [2] last',
      'paragraph: [i] at the end',
      'paragraph: The company',
    ]);
  });

  it('has the data of its charts', async () => {
    const points = (values: string[]): string =>
      values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join('');
    const chart = part(
      'c:chartSpace',
      `<c:chart><c:title><c:tx><a:p><a:r><a:t>Herons a year</a:t></a:r></a:p></c:tx></c:title><c:ser><c:tx><c:strCache>${points(['seen'])}</c:strCache></c:tx><c:cat>${points(['2023', '2024'])}</c:cat><c:val>${points(['3', '5'])}</c:val></c:ser></c:chart>`,
    );
    const file = await wordFile(
      paragraph('<w:r><w:drawing><c:chart r:id="rId1"/></w:drawing></w:r>') + paragraph('after'),
      { 'charts/chart1.xml': { type: 'chart', xml: chart } },
    );
    expect(await shown(file)).toEqual([
      'paragraph: Herons a year',
      'table: seen\n2023\t3\n2024\t5',
      'paragraph: after',
    ]);
  });

  it('is told apart from namespaces by other prefixes, and in UTF-16', async () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-16"?><x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>Grüße</x:t></x:r></x:p></x:body></x:document>';
    const file = await wordFile('', {}, { 'word/document.xml': Buffer.from(`\ufeff${xml}`, 'utf16le') });
    expect(await shown(file)).toEqual(['paragraph: Grüße']);
  });
});
