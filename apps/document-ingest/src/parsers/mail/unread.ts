/** Longer headers are not looked into. */
const LONGEST_HEAD = 65_536;
/** The rest of a mail of more parts is left as it is. */
const MOST_PARTS = 10_000;
const BOUNDARY = /^content-type:.{0,1000}?;\s*boundary\s*=\s*"?([^"\r\n;]{1,200})/ims;
const BASE64 = /^content-transfer-encoding:\s*base64\b/im;
const UNREAD = /^content-type:\s*(?!text\/|message\/|multipart\/)\w/im;
const MESSAGE = /^content-type:\s*message\//im;

/**
 * A mail without the contents of attachments that nobody reads: they make up most of a large one, and reading it
 * takes several times its size in memory.
 */
export function withoutUnread(mail: Buffer): Buffer {
  const kept: Buffer[] = [];
  const boundaries = new Set<string>();
  let from = 0;
  for (let at = 0, parts = 0; at >= 0 && parts < MOST_PARTS; parts += 1) {
    const { head, end } = headAt(mail, at);
    const boundary = BOUNDARY.exec(head)?.[1];
    if (boundary) boundaries.add(boundary.trimEnd());
    if (MESSAGE.test(head) && end < mail.length) {
      at = end;
      continue;
    }
    const next = nextPart(mail, end, boundaries);
    if (BASE64.test(head) && UNREAD.test(head)) {
      kept.push(mail.subarray(from, end));
      from = next < 0 ? mail.length : next;
    }
    at = next;
  }
  return Buffer.concat([...kept, mail.subarray(from)]);
}

/** The header lines from there on, and where what they describe begins. */
function headAt(mail: Buffer, from: number): { head: string; end: number } {
  const window = mail.toString('latin1', from, from + LONGEST_HEAD);
  const found = /\r?\n\r?\n/.exec(window);
  if (!found) return { head: '', end: Math.min(mail.length, from + LONGEST_HEAD) };
  return { head: window.slice(0, found.index), end: from + found.index + found[0].length };
}

/** Where the next line is that begins a part; below zero: there is none. */
function nextPart(mail: Buffer, from: number, boundaries: Set<string>): number {
  // The line feed before a boundary may be the one behind the headers.
  for (let at = mail.indexOf('\n--', from - 1); at >= 0; at = mail.indexOf('\n--', at + 1)) {
    const line =
      mail
        .toString('latin1', at + 3, at + 300)
        .split(/\r?\n/, 1)[0]
        ?.trimEnd() ?? '';
    if (boundaries.has(line) || boundaries.has(line.replace(/--$/, ''))) return at + 1;
  }
  return -1;
}
