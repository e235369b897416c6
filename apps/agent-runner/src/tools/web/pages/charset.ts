const BOMS: [bytes: number[], charset: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
];

/** As far as the standard lets a page declare itself. */
const PRESCAN = 1_024;

/** The text of a page, in the charset of its mark, else of its header, else of its own declaration. */
export function decodePage(bytes: Uint8Array, contentType: string): string {
  const marked = BOMS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  const declared = [marked, ofHeader(contentType), ofMeta(bytes)];
  for (const charset of declared) {
    const decoder = charset && decoderOf(charset);
    if (decoder) return decoder.decode(bytes);
  }
  return guessed(bytes);
}

const ofHeader = (contentType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([\w:.-]+)/i.exec(contentType)?.[1];

function ofMeta(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, PRESCAN)).toString('latin1');
  const charset = /<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
  // Whoever could read this declaration does not have UTF-16 before them.
  return charset && /^utf-?16/i.test(charset) ? 'utf-8' : charset;
}

/** Old pages say nothing, and are rarely valid UTF-8 by accident. */
function guessed(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
