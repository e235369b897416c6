import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export type Entries = Record<string, string | Buffer>;

/** An archive of such files, in that order. */
export function archive(entries: Entries, { compress = true } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries))
    zip.addBuffer(Buffer.from(content), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** What a part points at: type and target by id. External targets begin with `http`. */
export const relationships = (targets: Record<string, [type: string, target: string]>): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.entries(
    targets,
  )
    .map(([id, [type, target]]) => {
      const mode = target.startsWith('http') ? ' TargetMode="External"' : '';
      return `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"${mode}/>`;
    })
    .join('')}</Relationships>`;

const NAMES = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  `xmlns:r="${TYPES}"`,
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"',
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
  'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"',
].join(' ');

/** A part whose outermost element knows the usual prefixes. */
export const part = (element: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><${element} ${NAMES}>${content}</${element}>`;

/** A presentation of such slides; notes by the number of their slide, other parts by their name. */
export function slidesFile(slides: Slide[], more: Entries = {}): Promise<Buffer> {
  const numbered = slides.map((slide, index) => ({ ...slide, number: index + 1 }));
  const ids = numbered.map(({ number }) => `<p:sldId id="${255 + number}" r:id="rId${number}"/>`);
  return archive({
    '_rels/.rels': relationships({ rId1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/presentation.xml': part('p:presentation', `<p:sldIdLst>${ids.join('')}</p:sldIdLst>`),
    'ppt/_rels/presentation.xml.rels': relationships(
      Object.fromEntries(
        numbered.map(({ number }) => [`rId${number}`, ['slide', `slides/slide${number}.xml`]]),
      ),
    ),
    ...Object.assign({}, ...numbered.map(slideParts)),
    ...more,
  });
}

export interface Slide {
  shapes: string;
  notes?: string;
  related?: Record<string, [type: string, target: string]>;
}

function slideParts({ number, shapes, notes, related }: Slide & { number: number }): Entries {
  const tree = (content: string): string => `<p:cSld><p:spTree>${content}</p:spTree></p:cSld>`;
  const noted: Slide['related'] = { rIdN: ['notesSlide', `../notesSlides/notesSlide${number}.xml`] };
  return {
    [`ppt/slides/slide${number}.xml`]: part('p:sld', tree(shapes)),
    [`ppt/slides/_rels/slide${number}.xml.rels`]: relationships({ ...related, ...(notes && noted) }),
    ...(notes && { [`ppt/notesSlides/notesSlide${number}.xml`]: part('p:notes', tree(notes)) }),
  };
}

interface ShapeOptions {
  /** Left, top, width, height. */
  at?: [number, number, number, number];
  placeholder?: string;
  description?: string;
}

/** A shape with paragraphs: plain text, or elements of a paragraph. */
export function shape(paragraphs: string[], { at, placeholder, description }: ShapeOptions = {}): string {
  const [x, y, cx, cy] = at ?? [];
  const frame = at ? `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm>` : '';
  const body = paragraphs.map(
    (text) => `<a:p>${text.startsWith('<') ? text : `<a:r><a:t>${text}</a:t></a:r>`}</a:p>`,
  );
  return `<p:sp><p:nvSpPr><p:cNvPr id="1" name="a shape"${description ? ` descr="${description}"` : ''}/><p:nvPr>${
    placeholder === undefined ? '' : `<p:ph ${placeholder}/>`
  }</p:nvPr></p:nvSpPr><p:spPr>${frame}</p:spPr><p:txBody><a:bodyPr/>${body.join('')}</p:txBody></p:sp>`;
}

export interface SheetInput {
  name: string;
  /** Rows and what else stands in the sheet. */
  xml: string;
  hidden?: boolean;
}

/** A workbook of such sheets. */
export function sheetsFile(
  sheets: SheetInput[],
  { strings = '', styles = '', properties = '', more = {} } = {},
): Promise<Buffer> {
  const listed = sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"${hidden ? ' state="hidden"' : ''}/>`,
  );
  const targets = sheets.map((_, index): [string, [string, string]] => [
    `rId${index + 1}`,
    ['worksheet', `worksheets/sheet${index + 1}.xml`],
  ]);
  return archive({
    '_rels/.rels': relationships({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': part('workbook', `${properties}<sheets>${listed.join('')}</sheets>`),
    'xl/_rels/workbook.xml.rels': relationships({
      ...Object.fromEntries(targets),
      rIdA: ['sharedStrings', '/xl/sharedStrings.xml'],
      rIdB: ['styles', 'styles.xml'],
    }),
    'xl/sharedStrings.xml': part('sst', strings),
    'xl/styles.xml': part('styleSheet', styles),
    ...Object.fromEntries(
      sheets.map(({ xml }, index) => [`xl/worksheets/sheet${index + 1}.xml`, part('worksheet', xml)]),
    ),
    ...more,
  });
}
