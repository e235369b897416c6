import { RUN_SOURCES } from '@muster/testing';
import { PageReader } from './page-reader';
import { readPage } from './read-page';

const page = (body: string | Buffer, contentType = 'text/html') =>
  readPage({ url: 'https://a.example/docs/x', contentType, bytes: Buffer.from(body) });

const wrap = (body: string, head = ''): string =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

describe('a page', () => {
  it('keeps its headings, lists, tables and code', () => {
    const { content } = page(
      wrap(`<h1>Title</h1><ul><li>one<li>two</ul><pre><code class="language-js">a();\n</code></pre>
        <table><tr><th>Year<th>Sum</tr><tr><td>2020<td>10</tr></table>`),
    );
    expect(content).toMatch(/^##? Title$/m);
    expect(content).toMatch(/^- +one\n- +two$/m);
    expect(content).toContain('```\na();\n```');
    expect(content).toMatch(/^\| Year \| Sum \|\n\| --- \| --- \|\n\| 2020 \| 10 +\|$/m);
  });

  it('has links that can be followed from elsewhere, and no others', () => {
    const { content } = page(
      wrap(
        '<a href="y">rel</a> <a href="/z">abs</a> <a href="javascript:x()">js</a> <a href="data:text/html,x">data</a>',
        '',
      ),
    );
    expect(content).toContain('[rel](https://a.example/docs/y) [abs](https://a.example/z) js data');
    expect(page(wrap('<a href="y">based</a>', '<base href="//b.example/c/">')).content).toBe(
      '[based](https://b.example/c/y)',
    );
  });

  it('is read whole where it has no article', () => {
    const links = Array.from({ length: 40 }, (_, n) => `<li><a href="/p${n}">Page ${n}</a></li>`).join('');
    expect(page(wrap(`<ul>${links}</ul>`)).content.split('\n')).toHaveLength(40);
  });

  it.each([
    ['no tags around it', '<p>Hello <b>you</b>', 'Hello **you**'],
    ['a title alone', '<title>T</title><p>Hello', 'Hello'],
    ['no body', '<!DOCTYPE html><html><head><title>T</title></head><p>Hello</html>', 'Hello'],
    ['nothing', '', ''],
    ['tags only', '<div><div></div></div>', ''],
    ['broken tags', wrap('<p>Hello</i></b><p>'), 'Hello'],
    ['a text that is a script', wrap('<p>Hello</p><script>evil()</script><style>p{}</style>'), 'Hello'],
  ])('may have %s', (_, html, content) => {
    expect(page(html).content).toBe(content);
  });

  it.each([
    ['its header', 'text/html; charset="windows-1251"', Buffer.from([0xcf, 0xf0, 0xe8]), 'При'],
    ['itself', 'text/html', Buffer.from('<html><meta charset=latin1><body>caf\xe9', 'latin1'), 'café'],
    [
      'itself, in the old way',
      'text/html',
      Buffer.from('<meta http-equiv="x" content="text/html; charset=shift_jis">\x83\x65', 'latin1'),
      'テ',
    ],
    [
      'its mark, whatever its header says',
      'text/plain; charset=latin1',
      Buffer.from([0xef, 0xbb, 0xbf, 0xc3, 0xa9]),
      'é',
    ],
    ['a mark of UTF-16', 'text/plain', Buffer.from('\ufeffé', 'utf16le'), 'é'],
    ['nobody, and is UTF-8', 'text/plain', Buffer.from('é'), 'é'],
    ['nobody, and is not UTF-8', 'text/plain', Buffer.from([0xe9, 0x20, 0x93]), 'é “'],
    ['a name that nobody knows', 'text/plain; charset=klingon', Buffer.from('é'), 'é'],
  ])('has the charset that is told by %s', (_, contentType, bytes, content) => {
    expect(page(bytes, contentType).content).toBe(content);
  });
});

describe('the thread that reads a page', () => {
  beforeAll(() => {
    process.execArgv.push(...RUN_SOURCES);
  });
  const fetched = (html: string) => ({
    url: 'https://a.example/',
    contentType: 'text/html',
    bytes: Buffer.from(html),
  });
  const reader = new PageReader();

  it('is given up when it takes too long, while this one goes on', async () => {
    const endless = wrap('<div><p>word <b>and word</b></p></div>'.repeat(100_000));
    let beats = 0;
    const heart = setInterval(() => (beats += 1), 20);
    await expect(reader.read(fetched(endless), { patienceMs: 1_500 })).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { reason: 'too_costly' },
    });
    clearInterval(heart);
    expect(beats).toBeGreaterThan(10);
    expect(await reader.read(fetched(wrap('<p>next</p>')))).toMatchObject({ content: 'next' });
  });

  it('may die of a page, and nothing else does', async () => {
    const large = wrap('<p>word <b>and word</b></p>'.repeat(60_000));
    await expect(reader.read(fetched(large), { memoryMb: 24 })).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: expect.stringContaining('memory'),
    });
    expect(await reader.read(fetched(wrap('<p>next</p>')))).toMatchObject({ content: 'next' });
  });
});
