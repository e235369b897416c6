import PptxGenJS from 'pptxgenjs';
import { blocksOf, extract, faults, faultsOfResuming, joined } from '../testing/extraction';
import { part, relationships, shape, slidesFile } from '../testing/office-factory';
import { parseOffice } from './office';

const shown = async (file: Buffer): Promise<string[]> => {
  const parts = await extract(parseOffice, file);
  expect(faults(parts)).toEqual([]);
  return blocksOf(parts).map(({ kind, level, text }) => `${kind}${level ?? ''}: ${text}`);
};

const bulleted = (text: string, more = '<a:buChar char="•"/>', level = 0): string =>
  `<a:pPr lvl="${level}">${more}</a:pPr><a:r><a:t>${text}</a:t></a:r>`;

const graphic = (content: string): string =>
  `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="g"/></p:nvGraphicFramePr><a:graphic><a:graphicData>${content}</a:graphicData></a:graphic></p:graphicFrame>`;

describe('a slide', () => {
  it('is a page with its title as a heading, its text, then the notes of the speaker', async () => {
    const file = await slidesFile([
      { shapes: shape(['text']) + shape(['One ', 'title'], { placeholder: 'type="title"' }) },
      {
        shapes:
          shape(['Two'], { placeholder: 'type="ctrTitle"' }) + shape(['7'], { placeholder: 'type="sldNum"' }),
        notes:
          shape(['picture'], { placeholder: 'type="sldImg"' }) +
          shape(['Say this.', 'And that.'], { placeholder: 'type="body" idx="1"' }) +
          shape(['2'], { placeholder: 'type="sldNum"' }),
      },
      { shapes: shape(['no title']) },
    ]);
    const parts = await extract(parseOffice, file);
    expect(faults(parts)).toEqual([]);
    expect(parts.map(({ page, pages, headings, text }) => [page, pages, headings, text.trim()])).toEqual([
      [1, 3, ['One title'], 'One title\n\ntext'],
      [2, 3, ['Two'], 'Two\n\nSay this.\n\nAnd that.'],
      [3, 3, [], 'no title'],
    ]);
    expect(parts.every(({ closed }) => closed)).toBe(true);
  });

  it('is read in the order of the presentation, whatever its parts are called', async () => {
    const file = await slidesFile([{ shapes: shape(['first']) }, { shapes: shape(['second']) }], {
      'ppt/presentation.xml': part(
        'p:presentation',
        '<p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst>',
      ),
    });
    expect(await shown(file)).toEqual(['paragraph: second', 'paragraph: first']);
  });

  it('has lists with their levels and numbers, by the paragraph, the shape, the layout or the master', async () => {
    const layout = part(
      'p:sldLayout',
      `<p:cSld><p:spTree>${shape([], { placeholder: 'type="body" idx="9"' }).replace(
        '<a:bodyPr/>',
        '<a:bodyPr/><a:lstStyle><a:lvl1pPr><a:buNone/></a:lvl1pPr></a:lstStyle>',
      )}</p:spTree></p:cSld>`,
    );
    const master = part(
      'p:sldMaster',
      '<p:cSld/><p:txStyles><p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr></p:bodyStyle></p:txStyles>',
    );
    const number = '<a:buAutoNum type="alphaLcParenR"/>';
    const file = await slidesFile(
      [
        {
          shapes:
            shape(['bullets', bulleted('none', '<a:buNone/>'), 'again'], { placeholder: 'idx="1"' }) +
            shape(['of the layout'], { placeholder: 'type="body" idx="9"' }) +
            shape([
              bulleted('one', number),
              bulleted('sign', undefined, 1),
              bulleted('two', number),
              'a box has none',
            ]),
          related: { rId1: ['slideLayout', '../slideLayouts/slideLayout1.xml'] },
        },
      ],
      {
        'ppt/slideLayouts/slideLayout1.xml': layout,
        'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relationships({
          rId1: ['slideMaster', '../slideMasters/slideMaster1.xml'],
        }),
        'ppt/slideMasters/slideMaster1.xml': master,
      },
    );
    expect(await shown(file)).toEqual([
      'list: bullets',
      'paragraph: none',
      'list: again',
      'paragraph: of the layout',
      'list: a) one\n  sign\nb) two',
      'paragraph: a box has none',
    ]);
  });

  it('has tables without what merged cells cover, texts of diagrams, data of charts and descriptions of pictures', async () => {
    const tableCell = (text: string, attributes = ''): string =>
      `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const picture =
      '<p:pic><p:nvPicPr><p:cNvPr id="9" name="p" descr="A heron."/></p:nvPicPr><p:spPr/></p:pic>';
    const file = await slidesFile(
      [
        {
          shapes:
            graphic(
              `<a:tbl><a:tr>${tableCell('a', 'gridSpan="2"')}${tableCell('covered', 'hMerge="1"')}${tableCell('b')}</a:tr><a:tr>${tableCell('c')}${tableCell('d')}${tableCell('e')}</a:tr></a:tbl>`,
            ) +
            graphic('<dgm:relIds r:dm="rId7" r:lo="rId8"/>') +
            graphic('<c:chart r:id="rId9"/>') +
            picture,
          related: {
            rId7: ['diagramData', '../diagrams/data1.xml'],
            rId9: ['chart', '../charts/chart1.xml'],
          },
        },
      ],
      {
        'ppt/diagrams/data1.xml': part(
          'dgm:dataModel',
          '<dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>plan</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt type="pres"/><dgm:pt><dgm:t><a:p><a:r><a:t>do</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>',
        ),
        'ppt/charts/chart1.xml': part(
          'c:chartSpace',
          '<c:ser><c:tx><c:v>seen</c:v></c:tx><c:cat><c:pt idx="0"><c:v>May</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>3</c:v></c:pt></c:val></c:ser>',
        ),
      },
    );
    expect(await shown(file)).toEqual([
      'table: a\t\tb\nc\td\te',
      'list: plan\ndo',
      'table: seen\nMay\t3',
      'image: A heron.',
    ]);
  });
});

describe('the order of a slide', () => {
  const at = (text: string, ...place: [number, number, number, number]): string =>
    shape([text], { at: place });

  it('goes by position: from top to bottom, columns one after the other where the file agrees', async () => {
    const file = await slidesFile([
      { shapes: at('bottom', 0, 90, 100, 10) + at('middle', 0, 50, 100, 10) + at('top', 0, 10, 100, 10) },
      {
        shapes:
          at('left 1', 0, 20, 40, 10) +
          at('left 2', 0, 40, 40, 10) +
          at('right 1', 60, 20, 40, 10) +
          at('right 2', 60, 40, 40, 10) +
          at('head', 0, 0, 100, 10),
      },
      {
        shapes:
          at('a', 0, 20, 40, 10) + at('b', 60, 20, 40, 10) + at('c', 0, 40, 40, 10) + at('d', 60, 40, 40, 10),
      },
    ]);
    const parts = await extract(parseOffice, file);
    expect(parts.map(({ text }) => text.trim().split('\n\n'))).toEqual([
      ['top', 'middle', 'bottom'],
      ['head', 'left 1', 'left 2', 'right 1', 'right 2'],
      ['a', 'b', 'c', 'd'],
    ]);
  });

  it('keeps groups together and takes the place of a placeholder from its layout', async () => {
    const group = `<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="50"/><a:ext cx="100" cy="10"/><a:chOff x="0" y="0"/><a:chExt cx="9" cy="9"/></a:xfrm></p:grpSpPr>${at('g2', 5, 5, 1, 1)}${at('g1', 0, 0, 1, 1)}</p:grpSp>`;
    const file = await slidesFile(
      [
        {
          shapes: at('last', 0, 90, 9, 9) + group + shape(['inherited'], { placeholder: 'idx="3"' }),
          related: { rId1: ['slideLayout', '../slideLayouts/slideLayout1.xml'] },
        },
      ],
      {
        'ppt/slideLayouts/slideLayout1.xml': part(
          'p:sldLayout',
          shape([], { placeholder: 'type="body" idx="3"', at: [0, 10, 100, 10] }),
        ),
      },
    );
    expect(await shown(file)).toEqual([
      'paragraph: inherited',
      'paragraph: g1',
      'paragraph: g2',
      'paragraph: last',
    ]);
  });
});

describe('a PPTX of another program', () => {
  const words = Array.from({ length: 200 }, (_, n) => `w${n}x`);

  async function written(): Promise<Buffer> {
    const deck = new PptxGenJS();
    deck.title = 'Herons';
    deck.author = 'Ada';
    deck.defineSlideMaster({
      title: 'TITLED',
      objects: [
        { placeholder: { options: { name: 'title', type: 'title', x: 0, y: 0, w: 9, h: 1 }, text: '' } },
      ],
    });
    for (let at = 0; at < words.length; at += 20) {
      const [title = '', ...rest] = words.slice(at, at + 20);
      const slide = deck.addSlide({ masterName: 'TITLED' });
      slide.addTable(
        [rest.slice(6, 9), rest.slice(9, 12)].map((row) => row.map((text) => ({ text }))),
        { x: 0, y: 4, w: 9 },
      );
      slide.addText(
        rest.slice(0, 6).map((text) => ({ text, options: { bullet: true, breakLine: true } })),
        { x: 0, y: 2, w: 9, h: 1 },
      );
      slide.addText(title, { placeholder: 'title' });
      slide.addNotes(rest.slice(12).join(' '));
    }
    return (await deck.write({ outputType: 'nodebuffer' })) as Buffer;
  }

  it('loses no word, doubles none, and keeps their order, its tables and its titles', async () => {
    const parts = await extract(parseOffice, await written());
    expect(faults(parts)).toEqual([]);
    expect(joined(parts).match(/w\d+x/g)).toEqual(words);
    expect(parts[0]?.details).toEqual({ title: 'Herons', author: 'Ada' });
    const kinds = Object.groupBy(blocksOf(parts), ({ kind }) => kind);
    expect(kinds.heading?.map(({ text, level }) => [text, level])).toEqual(
      words.filter((_, index) => index % 20 === 0).map((word) => [word, 1]),
    );
    expect(kinds.list?.map(({ text }) => text.split('\n').length)).toEqual(Array(10).fill(6));
    expect(kinds.table?.[0]?.text).toBe('w7x\tw8x\tw9x\nw10x\tw11x\tw12x');
  });

  it('is read on from anywhere as if it had never been put down', async () => {
    const file = await written();
    const whole = await extract(parseOffice, file);
    for (let chars = 0; chars <= joined(whole).length; chars += 23)
      expect(await faultsOfResuming(parseOffice, file, whole, chars)).toEqual([]);
  });

  it('fails when it has more slides than are allowed', async () => {
    await expect(extract(parseOffice, await written(), { maxPages: 9 })).rejects.toMatchObject({
      reason: 'too_long',
    });
  });
});
