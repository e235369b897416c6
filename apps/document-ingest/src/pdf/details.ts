import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ExtractedDetails } from '@muster/documents';

/** What programs write where nobody has given a title. */
const NO_TITLE =
  /^(?:untitled\b.*|(?:powerpoint )?presentation|document\d*|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|ps|qxd))$/i;

/** Title and author as the file says; nothing that a program made up. */
export async function detailsOf(document: PDFDocumentProxy): Promise<ExtractedDetails> {
  try {
    const { info } = await document.getMetadata();
    const { Title, Author } = info as { Title?: unknown; Author?: unknown };
    const title = typeof Title === 'string' && !NO_TITLE.test(Title.trim()) ? Title.trim() : '';
    const author = typeof Author === 'string' ? Author.trim() : '';
    return { ...(title && { title }), ...(author && { author }) };
  } catch {
    return {};
  }
}
