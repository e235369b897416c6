import { compoundFile, rawArchive } from '../testing/broken-archives';
import { blocksOf, extract, faults, joined } from '../testing/extraction';
import {
  archive,
  Entries,
  part,
  relationships,
  shape,
  sheetsFile,
  slidesFile,
} from '../testing/office-factory';
import { randomizer } from '../testing/seeded';
import { paragraph, STYLES, styled, wordFile } from '../testing/word-factory';
import { ParseError } from './parser';
import { parseOffice } from './office';

const reading = async (file: Buffer): Promise<string> => joined(await extract(parseOffice, file)).trim();

const WORD: Entries = {
  '_rels/.rels': relationships({ rId1: ['officeDocument', 'word/document.xml'] }),
  'word/document.xml': part('w:document', `<w:body>${paragraph('text')}</w:body>`),
};

const raw = (entries: Entries): { name: string; content: Buffer }[] =>
  Object.entries(entries).map(([name, content]) => ({ name, content: Buffer.from(content) }));

describe('an office file', () => {
  it('is read as what it is, whatever it was taken for and however it arrives', async () => {
    const files = [
      await wordFile(paragraph('of the kind')),
      await slidesFile([{ shapes: shape(['of the kind']) }]),
      await sheetsFile([
        { name: 'S', xml: '<row><c r="A1" t="inlineStr"><is><t>of the kind</t></is></c></row>' },
      ]),
    ];
    for (const file of files)
      for (const pieceSize of [13, 1_000_000])
        expect(joined(await extract(parseOffice, file, { pieceSize }))).toContain('of the kind');
  });

  it('is found where the package says, and where it usually is when that says nothing', async () => {
    const elsewhere = await archive({
      '_rels/.rels': relationships({ rId1: ['officeDocument', '/odd%20place/Main.XML'] }),
      'odd place/main.xml': WORD['word/document.xml'] ?? '',
    });
    expect(await reading(elsewhere)).toBe('text');
    expect(await reading(await archive({ 'word/document.xml': WORD['word/document.xml'] ?? '' }))).toBe(
      'text',
    );
  });

  it('says who wrote it, and is read all the same when that is damaged', async () => {
    const core =
      '<cp:coreProperties><dc:title>Herons &amp; more</dc:title><dc:creator>Ada</dc:creator></cp:coreProperties>';
    const whole = await extract(parseOffice, await archive({ ...WORD, 'docProps/core.xml': core }));
    expect(whole[0]?.details).toEqual({ title: 'Herons & more', author: 'Ada' });
    expect(await reading(await archive({ ...WORD, 'docProps/core.xml': core.slice(0, 60) }))).toBe('text');
  });
});

describe('a file that is no office file, or is damaged', () => {
  const cases: [string, string, () => Buffer | Promise<Buffer>, RegExp?][] = [
    ['an archive of other things', 'unsupported_type', () => archive({ 'a.txt': 'x' }), /archive/],
    [
      'a drawing of another office program',
      'unsupported_type',
      () => archive({ ...WORD, 'word/document.xml': part('VisioDocument', '') }),
      /VisioDocument/,
    ],
    [
      'a binary workbook',
      'unsupported_type',
      () =>
        archive({
          '_rels/.rels': relationships({ r: ['officeDocument', 'xl/workbook.bin'] }),
          'xl/workbook.bin': 'x',
        }),
      /xlsb/,
    ],
    ['a PDF', 'unsupported_type', () => Buffer.from('%PDF-1.7 …'), /PDF/],
    ['text', 'corrupt', () => Buffer.from('Dear all')],
    ['nothing', 'corrupt', () => Buffer.alloc(0)],
    [
      'an encrypted file',
      'encrypted',
      () => compoundFile(['EncryptionInfo', 'EncryptedPackage']),
      /password/,
    ],
    ['an old document', 'unsupported_type', () => compoundFile(['WordDocument']), /old office format/],
    [
      'an archive with a password',
      'encrypted',
      () => rawArchive(raw(WORD).map((entry) => ({ ...entry, flags: 1 }))),
    ],
    ['half of an archive', 'corrupt', async () => (await archive(WORD)).subarray(0, 500)],
    [
      'an entry longer than its header says, by its checksum',
      'corrupt',
      () => damaged(rawArchive(raw(WORD))),
    ],
    [
      'XML that breaks off',
      'corrupt',
      () => archive({ ...WORD, 'word/document.xml': '<w:document><w:body>' }),
    ],
    [
      'XML in an unknown encoding',
      'corrupt',
      () =>
        archive({ ...WORD, 'word/document.xml': '<?xml version="1.0" encoding="klingon"?><w:document/>' }),
    ],
    [
      'elements without end within each other',
      'corrupt',
      () => archive({ ...WORD, 'word/document.xml': `<w:document>${'<w:p>'.repeat(5_000)}` }),
      /deep/,
    ],
    [
      'more entries than any office file has',
      'too_long',
      () =>
        rawArchive([
          ...raw(WORD),
          ...Array.from({ length: 20_001 }, (_, n) => ({ name: `${n}`, content: Buffer.alloc(0) })),
        ]),
    ],
  ];

  it.each(cases)('%s fails as %s', async (_, reason, file, message = /./) => {
    const failing = extract(parseOffice, await file());
    await expect(failing).rejects.toMatchObject({ reason, name: 'ParseError' });
    await expect(failing).rejects.toThrow(message);
  });

  /** One letter of the text is another. */
  function damaged(file: Buffer): Buffer {
    const content = Buffer.from(WORD['word/document.xml'] ?? '');
    const other = Buffer.from(content.toString().replace('text', 'texd'));
    const swapped = rawArchive([
      ...raw({ '_rels/.rels': WORD['_rels/.rels'] ?? '' }),
      { name: 'word/document.xml', content: other },
    ]);
    const sum = (archived: Buffer): Buffer =>
      archived.subarray(archived.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 16).subarray(0, 4);
    sum(swapped).set(sum(file));
    return swapped;
  }
});

describe('a package that would cost too much', () => {
  it('fails when an entry unpacks to many times its size, whatever its header says', async () => {
    const bomb = Buffer.concat([
      Buffer.from('<w:document><w:body><w:p><w:r><w:t>'),
      Buffer.alloc(40 * 1_024 ** 2, ' '),
      Buffer.from('</w:t></w:r></w:p></w:body></w:document>'),
    ]);
    const entries = raw({ '_rels/.rels': WORD['_rels/.rels'] ?? '' });
    for (const size of [bomb.length, 1_000])
      await expect(
        extract(parseOffice, rawArchive([...entries, { name: 'word/document.xml', content: bomb, size }])),
      ).rejects.toMatchObject({ reason: 'too_long' });
  });

  it('is refused when its XML declares entities, before they are expanded', async () => {
    const lol = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const xml = `<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY l0 "lol">${lol}]><w:document><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>`;
    const external =
      '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document>&f;</w:document>';
    for (const content of [xml, external])
      await expect(reading(await archive({ ...WORD, 'word/document.xml': content }))).rejects.toThrow(
        'declares a document type',
      );
  });

  it('is read without entries whose names lead elsewhere, and without archives within it', async () => {
    const evil = part('w:hdr', paragraph('outside'));
    const inner = await wordFile(paragraph('nested'));
    const file = rawArchive(
      raw({
        ...WORD,
        'word/_rels/document.xml.rels': relationships({
          rId1: ['header', '../../etc/header.xml'],
          rId2: ['header', '/etc/header.xml'],
          rId3: ['package', 'embeddings/inner.docx'],
          rId4: ['header', 'http://example.org/header.xml'],
        }),
        '../etc/header.xml': evil,
        '/etc/header.xml': evil,
        'word/embeddings/inner.docx': inner,
      }),
    );
    expect(await reading(file)).toBe('text');
  });
});

describe('damaged files', () => {
  async function corpus(): Promise<Buffer[]> {
    const body = styled('berschrift1', 'Head') + paragraph('some words '.repeat(30));
    return [
      await wordFile(body, STYLES),
      await slidesFile([{ shapes: shape(['a', 'b']), notes: shape(['n']) }, { shapes: shape(['c']) }]),
      await sheetsFile([{ name: 'S', xml: '<sheetData><row><c r="A1"><v>1</v></c></row></sheetData>' }]),
      // Stored as they are, so that damage reaches the XML and not only what packs it.
      await archive({ ...WORD, 'docProps/core.xml': '<a/>' }, { compress: false }),
    ];
  }

  it('give sound parts or a reason, wherever bytes are changed or missing', async () => {
    const random = randomizer(11);
    const reasons = new Set<string>();
    for (const whole of await corpus())
      for (let round = 0; round < 150; round += 1) {
        const bytes = Buffer.from(whole);
        for (let flips = 0; flips <= round % 7; flips += 1) bytes[random(bytes.length)] = random(256);
        const file = round % 5 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
        reasons.add(await outcome(file));
      }
    expect([...reasons].filter((reason) => !KNOWN.includes(reason))).toEqual([]);
    expect(reasons).toContain('corrupt');
    expect(reasons).toContain('read');
  }, 60_000);

  it('give sound parts, whatever elements stand within each other', async () => {
    const random = randomizer(12);
    const outcomes = new Set<string>();
    for (let round = 0; round < 200; round += 1) {
      const xml = anyTree(random, WORD_NAMES, 80);
      outcomes.add(await outcome(await archive({ ...WORD, 'word/document.xml': part('w:document', xml) })));
      outcomes.add(await outcome(await slidesFile([{ shapes: anyTree(random, DRAWING_NAMES, 80) }])));
      outcomes.add(await outcome(await sheetsFile([{ name: 'S', xml: anyTree(random, SHEET_NAMES, 80) }])));
    }
    expect([...outcomes]).toEqual(['read']);
  }, 60_000);

  const KNOWN = ['read', 'corrupt', 'encrypted', 'too_long', 'unsupported_type'];

  async function outcome(file: Buffer): Promise<string> {
    try {
      const parts = await extract(parseOffice, file);
      const wrong = faults(parts);
      return wrong.length === 0 && blocksOf(parts).every(({ text }) => text !== '') ? 'read' : wrong.join();
    } catch (error) {
      return error instanceof ParseError ? error.reason : String((error as Error).stack);
    }
  }
});

const WORD_NAMES = [
  ...'w:p w:p w:pPr w:pStyle w:numPr w:r w:t w:t w:t w:tbl w:tblGrid w:gridCol w:tr w:tc w:gridSpan w:del w:ins'.split(
    ' ',
  ),
  ...'w:txbxContent mc:AlternateContent mc:Choice mc:Fallback w:fldChar w:br w:tab w:ruby w:rt w:rubyBase'.split(
    ' ',
  ),
  ...'w:outlineLvl wp:docPr c:chart w:footnoteReference w:sdt w:sdtContent m:sup'.split(' '),
];
const DRAWING_NAMES = [
  ...'p:sp p:sp p:grpSp p:pic p:graphicFrame p:ph p:cNvPr a:xfrm a:off a:ext a:p a:p a:pPr a:r a:t a:t a:t'.split(
    ' ',
  ),
  ...'a:tbl a:tr a:tc a:br a:buChar a:buAutoNum a:lstStyle a:lvl1pPr mc:AlternateContent mc:Choice'.split(
    ' ',
  ),
];
const SHEET_NAMES = 'sheetData row row row c c c c v v f is t rPh dimension drawing'.split(' ');

/** Elements of such names within each other, in no sensible order, with attributes that readers look at. */
function anyTree(random: (below: number) => number, names: string[], size: number): string {
  const open: string[] = [];
  let xml = '';
  for (let count = 0; count < size; count += 1) {
    const name = names[random(names.length)] ?? '';
    if (open.length > 0 && random(3) === 0) xml += `</${open.pop()}>`;
    else if (random(4) === 0) xml += `words ${count} `;
    else {
      xml += `<${name} w:val="${random(12) - 1}" val="1" lvl="${random(3)}" x="${random(99)}" cx="9" r="C${random(9)}" t="${'sbne'[random(4)]}" w:fldCharType="${['begin', 'separate', 'end'][random(3)]}" r:id="rId1" descr="d${count}" type="title" idx="1">`;
      open.push(name);
    }
  }
  return (
    xml +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}
