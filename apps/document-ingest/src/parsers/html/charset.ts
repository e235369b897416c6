/** Within so many bytes from the beginning a page says how it is to be read. */
const HEAD_BYTES = 4_096;
const DECLARATION = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i;
const META = /<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)/i;

/** The encoding that a page names, when it is one that can be read. */
export function declaredCharset(bytes: Uint8Array[]): string | undefined {
  const head = headOf(bytes);
  const name = (DECLARATION.exec(head) ?? META.exec(head))?.[1]?.toLowerCase();
  // What could be read up to here is not in 16 bits.
  if (!name || name.startsWith('utf-16')) return undefined;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

/** In XML, any element may close itself. */
export const isXhtml = (bytes: Uint8Array[]): boolean => /^(?:ï»¿)?\s*<\?xml\s/.test(headOf(bytes));

function headOf(bytes: Uint8Array[]): string {
  const pieces: Uint8Array[] = [];
  let wanted = HEAD_BYTES;
  for (const piece of bytes) {
    if (wanted <= 0) break;
    pieces.push(piece.subarray(0, wanted));
    wanted -= piece.length;
  }
  return Buffer.concat(pieces).toString('latin1');
}
