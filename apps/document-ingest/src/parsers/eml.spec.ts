import { blocksOf, extract, faults, joined } from '../testing/extraction';
import { itKeepsTheLaws, wordsOf } from '../testing/extraction-laws';
import { parseEml } from './eml';
import { withoutUnread } from './mail/unread';

const lines = (...all: string[]): string => all.join('\r\n');

const INNER = lines(
  'From: Carol <carol@example.org>',
  'Subject: Older',
  'Content-Type: text/plain',
  '',
  'An older mail.',
  '',
);

const MAIL = lines(
  'Received: from a.example.org by b.example.org; Mon, 3 Nov 2025 10:00:01 +0100',
  'From: =?utf-8?q?Ad=C3=A9le?= Byron <ada@example.org>',
  'To: Bob <bob@example.org>, birds@example.org',
  'Cc: Watchers: x@example.org, Eve <eve@example.org>;',
  'Date: Mon, 3 Nov 2025 10:00:00 +0100',
  'Subject: =?iso-8859-1?Q?Gr=FC=DFe?= from',
  ' the reeds',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=out',
  '',
  '--out',
  'Content-Type: multipart/alternative; boundary=in',
  '',
  '--in',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Dear Bob,',
  '',
  'the herons are ba=',
  'ck. Gr=C3=BC=C3=9Fe!',
  '--in',
  'Content-Type: text/html',
  '',
  '<h1>Dear Bob</h1><p>the herons are back. Gr&uuml;&szlig;e!</p>',
  '--in--',
  '--out',
  'Content-Type: application/pdf; name="report.pdf"',
  'Content-Disposition: attachment; filename="report.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0xLjQ=',
  '--out',
  'Content-Type: text/plain',
  'Content-Disposition: attachment; filename="notes.txt"',
  '',
  'First note.',
  '',
  'Second note.',
  '--out',
  'Content-Type: message/rfc822',
  '',
  INNER,
  '--out--',
  '',
);

const BLOCKS = [
  ['heading1', 'Grüße from the reeds'],
  [
    'paragraph',
    'From: Adéle Byron <ada@example.org>\nTo: Bob <bob@example.org>, birds@example.org\nCc: Watchers: x@example.org, Eve <eve@example.org>\nDate: Mon, 3 Nov 2025 10:00:00 +0100',
  ],
  ['paragraph', 'Dear Bob,'],
  ['paragraph', 'the herons are back. Grüße!'],
  ['paragraph', 'Attachments:'],
  ['list', '- report.pdf\n- notes.txt\n- message/rfc822'],
  ['heading2', 'notes.txt'],
  ['paragraph', 'First note.'],
  ['paragraph', 'Second note.'],
  ['heading2', 'Older'],
  ['paragraph', 'From: Carol <carol@example.org>'],
  ['paragraph', 'An older mail.'],
];

const told = async (mail: string | Buffer): Promise<string[][]> =>
  blocksOf(await extract(parseEml, mail)).map(({ kind, level, text }) => [`${kind}${level ?? ''}`, text]);

const alternatives = (text: string, html: string): string =>
  lines(
    'From: a@example.org',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=x',
    '',
    ...['--x', 'Content-Type: text/plain', '', text],
    ...['--x', 'Content-Type: text/html', '', html, '--x--'],
  );

describe('a mail', () => {
  itKeepsTheLaws(parseEml, () => ({
    file: Buffer.from(MAIL),
    words: BLOCKS.flatMap(([, text]) => wordsOf(text ?? '')),
  }));

  it('is its subject, who wrote it to whom, what it says, and what came with it', async () => {
    expect(await told(MAIL)).toEqual(BLOCKS);
    const parts = await extract(parseEml, MAIL);
    expect(parts.flatMap(({ details }) => details ?? [])).toEqual([
      { title: 'Grüße from the reeds', author: 'Adéle Byron' },
    ]);
    expect(parts.map(({ headings }) => headings)).toEqual([
      ['Grüße from the reeds'],
      ['Grüße from the reeds', 'notes.txt'],
      ['Grüße from the reeds', 'Older'],
    ]);
  });

  it('is read as a page when its text is none', async () => {
    const page = '<h1>News</h1><ul><li>one two three</ul><p>four five six seven eight nine</p>';
    const read = [
      ['paragraph', 'From: a@example.org'],
      ['heading2', 'News'],
      ['list', '- one two three'],
      ['paragraph', 'four five six seven eight nine'],
    ];
    expect(await told(alternatives('See HTML.', page))).toEqual(read);
    expect(await told(alternatives(' ', page))).toEqual(read);
    expect(await told(alternatives('one two three four five six', page))).toEqual([
      ['paragraph', 'From: a@example.org'],
      ['paragraph', 'one two three four five six'],
    ]);
  });

  it('within a mail is read, but not without end', async () => {
    const nested = (depth: number): string =>
      depth === 0
        ? lines('Subject: innermost', '', 'reached')
        : lines(`Subject: at ${depth}`, 'Content-Type: message/rfc822', '', nested(depth - 1));
    expect(joined(await extract(parseEml, nested(5)))).toContain('reached');
    const parts = await extract(parseEml, nested(200));
    expect(faults(parts)).toEqual([]);
    expect(joined(parts)).toContain('at 191');
    expect(joined(parts)).not.toContain('reached');
  });

  it('is read in little more memory than it takes, however much is attached', () => {
    const attached = (type: string, body: string): string[] => [
      '--out',
      `Content-Type: ${type}; name=a`,
      'Content-Transfer-Encoding: base64',
      '',
      body,
    ];
    const mail = lines(
      'Content-Type: multipart/mixed;',
      ' boundary="out"',
      '',
      ...attached('image/png', 'QUJD\r\n--no boundary'),
      ...attached('text/plain', 'Rmlyc3Q='),
      ...['--out', 'Content-Type: message/rfc822', '', 'Content-Type: multipart/mixed; boundary=in', ''],
      ...['--in', 'Content-Type: x/y', 'Content-Transfer-Encoding: base64', '', 'QUJD', '--in--'],
      ...['--out--', 'epilogue'],
    );
    const left = withoutUnread(Buffer.from(mail)).toString();
    expect(left).toBe(mail.replace('QUJD\r\n--no boundary\r\n', '').replace('QUJD\r\n', ''));
    expect(withoutUnread(Buffer.from(MAIL)).toString()).toBe(MAIL.replace('JVBERi0xLjQ=\r\n', ''));
  });

  it('says so when it cannot be read', async () => {
    const parts = Array.from({ length: 100 }, (_, n) => [
      `Content-Type: multipart/mixed; boundary=b${n}`,
      '',
      `--b${n}`,
    ]).flat();
    await expect(extract(parseEml, lines(...parts, '', 'x'))).rejects.toMatchObject({ reason: 'corrupt' });
  });
});
