/** Decoded text with the share of the bytes that is read with it. */
export interface DecodedPiece {
  text: string;
  done: number;
}

const PIECE_BYTES = 65_536;

/**
 * The text of a file in pieces: by its byte order mark, as it declares itself, in UTF-8, else in the single-byte code of
 * Western Europe (Latin-1 as browsers read it). Lines end in `\n`, and NUL, which no text column can hold, is left out.
 */
export function* decode(bytes: Uint8Array[], declared?: string): Generator<DecodedPiece> {
  const decoder = new TextDecoder(encodingOf(bytes, declared));
  const size = bytes.reduce((sum, { length }) => sum + length, 0);
  let read = 0;
  let pending = '';
  for (const piece of pieces(bytes)) {
    read += piece.length;
    const text = pending + decoder.decode(piece, { stream: true });
    // A line feed may follow in the next piece.
    pending = text.endsWith('\r') ? '\r' : '';
    yield { text: cleaned(pending ? text.slice(0, -1) : text), done: read / size };
  }
  yield { text: cleaned(pending + decoder.decode()), done: 1 };
}

function encodingOf(bytes: Uint8Array[], declared?: string): string {
  // The first pieces may be single bytes.
  const [first, second, third] = Buffer.concat(bytes.slice(0, 3));
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (declared) return declared;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array[]): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (const piece of pieces(bytes)) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function* pieces(bytes: Uint8Array[]): Generator<Uint8Array> {
  for (const chunk of bytes)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

/** Text as a text column can hold it, its lines ended by `\n`. */
export const cleaned = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed();
