import { archive, Entries, part, relationships } from './office-factory';

/** A part of a word processing document: `name`, content, and with which type of relationship it is found. */
export interface WordParts {
  [name: string]: { type: string; xml: string };
}

/** A word processing document of that body, with further parts beside it. */
export function wordFile(body: string, parts: WordParts = {}, more: Entries = {}): Promise<Buffer> {
  const related = Object.entries(parts).map(([name, { type }], index): [string, [string, string]] => [
    `rId${index + 1}`,
    [type, name],
  ]);
  return archive({
    '_rels/.rels': relationships({ rId1: ['officeDocument', 'word/document.xml'] }),
    'word/document.xml': part('w:document', `<w:body>${body}</w:body>`),
    'word/_rels/document.xml.rels': relationships(Object.fromEntries(related)),
    ...Object.fromEntries(Object.entries(parts).map(([name, { xml }]) => [`word/${name}`, xml])),
    ...more,
  });
}

/** A paragraph of runs: plain text, or elements. */
export const paragraph = (content: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr>${content.startsWith('<') ? content : run(content)}</w:p>`;

export const run = (text: string): string => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;

export const styled = (style: string, content: string): string =>
  paragraph(content, `<w:pStyle w:val="${style}"/>`);

const style = (id: string, name: string, properties = '', basedOn = ''): string =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${
    basedOn && `<w:basedOn w:val="${basedOn}"/>`
  }<w:pPr>${properties}</w:pPr></w:style>`;

/** Styles as a program of another language writes them. */
export const STYLES: WordParts = {
  'styles.xml': {
    type: 'styles',
    xml: part(
      'w:styles',
      [
        style('Titel', 'Title'),
        style('berschrift1', 'heading 1', '<w:outlineLvl w:val="0"/>'),
        style('berschrift2', 'heading 2', '<w:outlineLvl w:val="1"/>', 'berschrift1'),
        style('Kapitel', 'Kapitel', '', 'berschrift2'),
        style('Gliederung', 'Eigene Gliederung', '<w:outlineLvl w:val="3"/>'),
        style('Verzeichnis', 'TOC Heading', '<w:outlineLvl w:val="9"/>', 'berschrift1'),
        style('Verzeichnis1', 'toc 1'),
        style('Punkte', 'List Bullet', '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        style('Klausel', 'Clause', '<w:numPr><w:numId w:val="2"/></w:numPr>'),
        style('Code', 'HTML Preformatted'),
      ].join(''),
    ),
  },
};

const level = (at: number, format: string, text: string, more = ''): string =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;

/** Lists 1 (bullets), 2 (of two levels), and 3, which begins list 2 anew at 4. */
export const LISTS: WordParts = {
  'numbering.xml': {
    type: 'numbering',
    xml: part(
      'w:numbering',
      `<w:abstractNum w:abstractNumId="7">${level(0, 'bullet', '•')}${level(1, 'bullet', '–')}</w:abstractNum>
       <w:abstractNum w:abstractNumId="8">${level(0, 'upperRoman', '%1.')}${level(1, 'decimal', '%1.%2', '<w:pStyle w:val="Klausel"/><w:isLgl/>')}</w:abstractNum>
       <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
       <w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
       <w:num w:numId="3"><w:abstractNumId w:val="8"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>`,
    ),
  },
};

export const item = (text: string, list: number, depth = 0): string =>
  paragraph(text, `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${list}"/></w:numPr>`);

export const cell = (content: string, properties = ''): string =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${content.startsWith('<') ? content : paragraph(content)}</w:tc>`;

export const table = (columns: number, rows: string[][]): string =>
  `<w:tbl><w:tblGrid>${'<w:gridCol/>'.repeat(columns)}</w:tblGrid>${rows
    .map((row) => `<w:tr>${row.join('')}</w:tr>`)
    .join('')}</w:tbl>`;
