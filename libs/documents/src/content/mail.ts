/** Written by whatever carries mail, never by hand. */
const CARRIED = new Set(
  'received mime-version message-id return-path delivered-to dkim-signature'.split(' '),
);
const WRITTEN = new Set(
  'from to cc bcc subject date sender reply-to in-reply-to references content-type content-transfer-encoding'.split(
    ' ',
  ),
);
const HEADER = /^([!-9;-~]{1,80}):(.*)$/s;
const SENDER = /^(?:from|sender)$/;

/** Whether a file begins as mail does: header by header, two at least known, and one that is not of a mere memo. */
export function isMail(head: Buffer): boolean {
  const headers: { key: string; value: string }[] = [];
  for (const line of headLines(head)) {
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name) headers.push({ key: name.toLowerCase(), value });
    else if (headers.length === 0 || !/^[ \t]/.test(line)) return false;
  }
  const known = headers.filter(({ key }) => CARRIED.has(key) || WRITTEN.has(key));
  const sent = ({ key, value }: { key: string; value: string }): boolean =>
    CARRIED.has(key) || (SENDER.test(key) && value.includes('@'));
  return known.length > 1 && known.some(sent);
}

/** The lines up to the first empty one. */
const headLines = (head: Buffer): string[] => {
  const text = head.toString('latin1').replace(/^ï»¿/, '');
  const end = /\r?\n\r?\n/.exec(text)?.index;
  const lines = text.slice(0, end).split(/\r?\n/);
  // The last one may be cut off.
  return end === undefined && lines.length > 1 ? lines.slice(0, -1) : lines;
};
