import type { ServerResponse } from 'node:http';
import { Outside } from '@muster/testing';
import { ToolLab } from '../../testing/tool-lab';

type Page = [contentType: string, body: string | Buffer];

const ARTICLE = `<!doctype html><html><head><title>The tower</title></head><body><nav>menu</nav><article><h1>Height</h1>
<p>${'The tower is 38.5 m tall. '.repeat(30)}</p><a href="/more">more</a></article>
<script>document.body.textContent = 'pwned'; fetch('/beacon');</script><img src="/pixel.png"></body></html>`;

describe('browse_page', () => {
  let site: Outside;
  let lab: ToolLab;
  const pages: Record<string, Page | ((response: ServerResponse) => void)> = {
    '/article': ['text/html; charset=utf-8', ARTICLE],
    '/plain': ['text/plain', '<b>not html</b>'],
    '/data': ['application/json', '{"a": 1}'],
    '/notes': ['text/markdown', '# Notes\n\n- one'],
    '/latin': [
      'text/html; charset=iso-8859-1',
      Buffer.from('<html><body><p>caf\xe9</p></body></html>', 'latin1'),
    ],
    '/image': ['image/png', Buffer.from([137, 80, 78, 71, 0, 1])],
    '/long': ['text/plain', 'x'.repeat(300_000)],
    '/paper': ['application/pdf', '%PDF-1.4 not really'],
    '/gone': (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('no'),
    '/away': (response) => response.writeHead(302, { location: '/article' }).end(),
    '/inside': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    '/huge': (response) =>
      response.setHeader('content-type', 'text/html').end(Buffer.alloc(2 * 1024 ** 2, ' ')),
  };

  beforeAll(async () => {
    site = await Outside.start((request, response) => {
      const page = pages[request.url ?? ''];
      if (typeof page === 'function') page(response);
      else response.setHeader('content-type', page?.[0] ?? 'text/plain').end(page?.[1] ?? '');
    });
    lab = await ToolLab.open({ BROWSE_PAGES: 'on', OUTBOUND_ALLOW: '127.0.0.1', OUTBOUND_MAX_MB: '1' });
  });
  afterAll(() => Promise.all([lab.close(), site.close()]));

  const browse = (path: string, task?: string) => lab.step(`[[browse_page ${site.url(path)}]]`, task);

  it('gives the article as Markdown, without running or loading anything of it', async () => {
    const { result } = await browse('/article');
    expect(result).toMatchObject({
      status: 'SUCCESS',
      summary: 'Read The tower',
      details: {
        url: site.url('/article'),
        title: 'The tower',
        truncated: false,
        note: expect.stringMatching(/never/),
      },
    });
    const { content } = result.details as { content: string };
    expect(content).toMatch(/^## Height\n\nThe tower is 38\.5 m tall\./);
    expect(content).toContain(`[more](${site.url('/more')})`);
    expect(content).not.toMatch(/pwned|menu/);
    expect(site.visits.map(({ path }) => path)).not.toEqual(expect.arrayContaining(['/beacon']));
    expect(site.visits.map(({ path }) => path)).not.toEqual(expect.arrayContaining(['/pixel.png']));
  });

  it.each([
    ['/plain', '<b>not html</b>', ''],
    ['/data', '{"a": 1}', ''],
    ['/notes', '# Notes\n\n- one', 'Notes'],
    ['/latin', 'café', ''],
  ])('gives text as it is: %s', async (path, content, title) => {
    expect((await browse(path)).result.details).toMatchObject({ content, title });
  });

  it('says where it ended up', async () => {
    expect((await browse('/away')).result.details).toMatchObject({ url: site.url('/article') });
  });

  it('gives the beginning of what is long', async () => {
    const { content, truncated } = (await browse('/long')).result.details as {
      content: string;
      truncated: boolean;
    };
    expect([content.length, truncated]).toEqual([100_000, true]);
  });

  it('puts documents into the folder of the task', async () => {
    const task = await lab.task();
    const turn = await browse('/paper', task);
    expect(turn.result.details).toMatchObject({ filename: '127.0.0.1-paper.pdf' });
    expect(turn.files).toMatchObject([{ filename: '127.0.0.1-paper.pdf', metadata: { createdBy: 'agent' } }]);
    expect(await lab.files(task)).toEqual({ '127.0.0.1-paper.pdf': '%PDF-1.4 not really' });
  });

  it.each([
    ['/image', /nothing to read in it: image\/png/],
    ['/gone', /127\.0\.0\.1 answered 404/],
    ['/huge', /larger than 1 MB/],
    ['/inside', /no public address/],
  ])('fails with the reason, and the task goes on: %s', async (path, error) => {
    const task = await lab.task();
    const { result } = await browse(path, task);
    expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(error) });
    expect((await lab.step('hello', task)).result.status).toBe('SUCCESS');
  });

  it.each(['http://[::1]:1/', 'http://localhost:1/', 'file:///etc/passwd', 'http://10.0.0.1/'])(
    'goes nowhere it may not: %s',
    async (url) => {
      expect((await lab.step(`[[browse_page ${url}]]`)).result).toMatchObject({
        status: 'FAILURE',
        details: null,
      });
    },
  );
});

describe('where it is not switched on, browse_page', () => {
  it('asks for nothing and says why', async () => {
    const site = await Outside.start((_, response) => response.end('x'));
    const lab = await ToolLab.open({ OUTBOUND_ALLOW: '127.0.0.1' });
    const { result } = await lab.step(`[[browse_page ${site.url()}]]`);
    expect(result.error).toBe('browse_page is off: BROWSE_PAGES is not on');
    expect(site.connections).toBe(0);
    await Promise.all([lab.close(), site.close()]);
  });
});
