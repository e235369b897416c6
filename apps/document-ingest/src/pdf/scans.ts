import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import type { TextRun } from '../layout/lines';
import { recognize } from '../ocr/tesseract';
import { withSignsOfLife } from '../ocr/signs-of-life';
import { ParseError, ParserInput } from '../parsers/parser';

/** Dots per point: 300 an inch, as scanners make them. */
const SCALE = 300 / 72;
const LONGEST_SIDE = 4_000;

interface Canvas {
  toBuffer(type: 'image/jpeg', quality: number): Buffer;
}

interface CanvasFactory {
  create(width: number, height: number): { canvas: Canvas | null };
  destroy(made: object): void;
}

/** Pages without letters: their text is read off their picture. */
export class Scans {
  /** Pages that were read this way. */
  read = 0;
  /** Why a page that is a picture was not read. */
  problem?: string;

  constructor(
    private readonly document: PDFDocumentProxy,
    private readonly ocr: ParserInput['ocr'],
  ) {}

  /** The text of a page, when it holds pictures; `undefined` while it is being read. One bad page spoils no other. */
  async *runs(number: number): AsyncGenerator<TextRun[] | undefined> {
    const page = await this.document.getPage(number);
    if (!(await hasPictures(page))) return;
    const { ocr } = this;
    if (!ocr || 'missing' in ocr) {
      this.problem = ocr?.missing ?? 'images are not read here';
      return;
    }
    try {
      const picture = await this.pictureOf(page);
      for await (const found of withSignsOfLife(recognize(picture, ocr))) yield found?.runs;
      this.read += 1;
    } catch (error) {
      this.problem = error instanceof ParseError ? error.message : 'they could not be drawn';
    } finally {
      page.cleanup();
    }
  }

  private async pictureOf(page: PDFPageProxy): Promise<Buffer> {
    const { width, height } = page.getViewport({ scale: 1 });
    const scale = Math.min(SCALE, LONGEST_SIDE / Math.max(width, height));
    const viewport = page.getViewport({ scale });
    // The library draws on the canvas it knows itself, where that is installed.
    const factory = this.document.canvasFactory as CanvasFactory;
    const made = factory.create(Math.ceil(viewport.width), Math.ceil(viewport.height));
    try {
      // Not the element of a browser that its types name.
      await page.render({ canvas: made.canvas as never, viewport }).promise;
      return made.canvas?.toBuffer('image/jpeg', 92) ?? Buffer.alloc(0);
    } finally {
      factory.destroy(made);
    }
  }
}

async function hasPictures(page: PDFPageProxy): Promise<boolean> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const pictures: number[] = [OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject];
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operator) => pictures.includes(operator));
}
