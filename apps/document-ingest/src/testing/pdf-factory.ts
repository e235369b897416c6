import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

export type PdfPage = (page: PDFKit.PDFDocument) => void;

/** A PDF with one page for each drawing. */
export async function pdf(pages: PdfPage[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false, ...options });
  for (const draw of pages) {
    document.addPage();
    draw(document);
  }
  document.end();
  return buffer(document);
}

export const prose =
  (text: string): PdfPage =>
  (page) => {
    page.fontSize(11).text(text);
  };
