import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { ParseError } from '../parsers/parser';

/** Opens a file, whose bytes are the library's from then on. Throws `ParseError` (`encrypted`, `corrupt`). */
export async function openPdf(data: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = dirname(require.resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data,
    cMapUrl: `${join(folder, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
    wasmUrl: `${join(folder, 'wasm')}/`,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  });
  try {
    return await task.promise;
  } catch (error) {
    await task.destroy();
    throw meaning(error as Error);
  }
}

const meaning = (error: Error): ParseError =>
  error.name === 'PasswordException'
    ? new ParseError('encrypted', 'it is encrypted and opens with a password only')
    : new ParseError('corrupt', 'it is not a PDF that can be opened');

/** One piece of memory; the parts are let go of. */
export function whole(bytes: Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (let piece = bytes.shift(); piece; piece = bytes.shift()) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
