/** Texts by their bytes, but not prose: their own formats. */
const MARKUP: [RegExp, string][] = [
  [/^\{\\rtf/, 'application/rtf'],
  [/^%!PS/, 'application/postscript'],
  [/^<(?:!doctype\s+html|html|head|body)[\s>]/i, 'text/html'],
];
const XML = /^<\?xml\s/i;

/** The format of a text that is marked up, by how it begins; undefined: it may be prose. */
export function markupOf(head: Buffer): string | undefined {
  const text = textOf(head).trimStart();
  const known =
    MARKUP.find(([pattern]) => pattern.test(text)) ?? MARKUP.find(([pattern]) => pattern.test(rootOf(text)));
  return known?.[1] ?? (XML.test(text) ? 'application/xml' : undefined);
}

function textOf(head: Buffer): string {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(head);
  return head.toString('latin1').replace(/^ï»¿/, '');
}

/** From the first element or doctype on: declarations and comments may come before it. */
function rootOf(text: string): string {
  let at = 0;
  for (;;) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined;
    const found = end === undefined ? -1 : text.indexOf(end, at);
    if (end === undefined || found < 0) return text.slice(at, at + 100);
    at = found + end.length;
    while (/\s/.test(text[at] ?? '')) at += 1;
  }
}
