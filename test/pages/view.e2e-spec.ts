import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { eventually } from '@muster/testing';
import type { Browser, Page } from 'playwright-core';
import { AppProcess } from '../support/app-process';
import { Installation, PASSWORD, Person, RunningGateway } from '../support/installation';
import { createTask, step, untilReady, upload } from '../support/step-tasks';
import { browserPath, Complaints, launch, picture } from './browser';
import { CSV, HOSTILE, SAMPLER } from './samples';

const HANDBOOK = resolve(__dirname, '..', '..', 'docs', 'samples', 'muster-handbook.pdf');
const QUESTION = 'What happens to a run when its worker dies?';
const ANYTHING = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

interface Citation {
  quote: string;
  documentId: string;
  start: number;
  end: number;
}

const bare = (text: string): string => text.replace(/\s+/g, '');

describe('the page of a document, as it is served', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterAll(() => installation.close());

  const page = async (): Promise<Response> =>
    fetch(`${gateway.url}/documents/${ANYTHING}/view?task=${ANYTHING}`);

  it('is the same for everybody, holds no data, and lets nothing run but its own scripts', async () => {
    const response = await page();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toContain(ANYTHING);
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
    expect((await fetch(`${gateway.url}/documents/no-id/view`)).status).toBe(200);
  });

  it('loads files that are there, may be kept, and load only such files', async () => {
    const html = await (await page()).text();
    const queue = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const seen = new Set<string>();
    for (const path of queue) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await fetch(gateway.url + path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('cache-control')).toContain('immutable');
      const text = await response.text();
      for (const [, name] of text.matchAll(/from '\.\/([\w-]+\.js)'/g))
        queue.push(new URL(name ?? '', gateway.url + path).pathname);
    }
    expect([...seen].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(10);
  });

  it('has no other files, and none that is kept under a wrong version', async () => {
    const { status, headers } = await fetch(`${gateway.url}/pages/other/document.css`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    for (const path of ['/pages/x/nothing.js', '/pages/x/..%2Fpage-files.ts', '/pages/x/%2Fetc%2Fpasswd'])
      expect((await gateway.client.get(path)).status).toBe(404);
  });
});

if (!browserPath)
  process.stderr.write('test/pages: no chromium on PATH, so nobody has looked at what the page shows\n');

(browserPath ? describe : describe.skip)('the page of a document, in a browser', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let apps: AppProcess[];
  let browser: Browser;
  let ada: Person;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    apps = ['agent-runner', 'document-ingest'].map((app) => AppProcess.start(app, installation.env));
    [browser, ada] = await Promise.all([launch(), gateway.person()]);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await Promise.all(apps.map((app) => app.stop()));
    await installation.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    page.setDefaultTimeout(10_000);
    complaints = new Complaints(page, gateway.url);
  });

  afterEach(async () => {
    await picture(page, 'last');
    await page.close();
    expect(complaints.all).toEqual([]);
  });

  const add = async (filename: string, content: string | Uint8Array<ArrayBuffer>, title = filename) => {
    const { body } = await upload(ada.client, filename, content, { title, description: '' });
    await untilReady(ada.client, body.id as string);
    return body.id as string;
  };

  const signIn = async ({ username }: Person, password = PASSWORD): Promise<void> => {
    await page.getByLabel('Username or e-mail').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  const open = async (id: string, { rest = '', as = ada } = {}): Promise<void> => {
    await page.goto(`${gateway.url}/documents/${id}/view${rest}`);
    await signIn(as);
  };

  const isInView = (selector: string): Promise<boolean> =>
    page
      .locator(selector)
      .first()
      .evaluate((found) => {
        const { top, bottom } = found.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      });

  const texts = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  describe('of which an answer cites something', () => {
    let handbook: string;
    let task: string;
    let citations: Citation[];

    beforeAll(async () => {
      handbook = await add('muster-handbook.pdf', new Uint8Array(await readFile(HANDBOOK)));
      task = await createTask(ada.client, QUESTION);
      let taken = await step(ada.client, task);
      while (!taken.body.action.final) taken = await step(ada.client, task);
      citations = taken.body.result.citations as Citation[];
    }, 60_000);

    const marks = (number: number) => page.locator(`mark[data-cites~="${number}"]`);
    const active = (number: number) => page.locator(`mark.active[data-cites~="${number}"]`).first().waitFor();

    it('shows all of it where it stands, word for word, once one has signed in', async () => {
      expect(citations.length).toBeGreaterThan(1);
      await page.goto(`${gateway.url}/documents/${handbook}/view?task=${task}`);
      await signIn(ada, 'not the password');
      await page.getByText('Invalid credentials').waitFor();
      await picture(page, 'sign-in');
      await signIn(ada);
      await active(1);
      expect(await page.getByRole('heading', { name: QUESTION }).isVisible()).toBe(true);
      expect(await page.locator('.card').count()).toBe(citations.length);
      for (const [index, { quote }] of citations.entries())
        expect(bare((await marks(index + 1).allTextContents()).join(''))).toBe(bare(quote));
      expect(await page.locator('.unconfirmed, .unknown').count()).toBe(0);
      expect(await isInView('mark[data-begins~="1"]')).toBe(true);
      expect(page.url()).not.toContain(ada.token.slice(0, 20));
      await picture(page, 'citations');
    });

    it('goes to what is clicked, and from one to the next by a key', async () => {
      await open(handbook, { rest: `?task=${task}` });
      await active(1);
      const last = citations.length;
      await page.locator(`.card[data-number="${last}"]`).click();
      await active(last);
      expect(await isInView(`mark[data-begins~="${last}"]`)).toBe(true);
      const { start, end } = citations[last - 1] as Citation;
      expect(page.url()).toContain(`?task=${task}#cite=${start}-${end}`);
      await page.keyboard.press('n');
      await active(1);
      await page.keyboard.press('p');
      await active(last);
      expect(await texts('.card[aria-current="true"] .number')).toEqual([String(last)]);
    });

    it('shows what an agent cites that has answered in one go', async () => {
      const { body } = await ada.client.post('/api/v1/runs', {
        program: 'agent',
        input: { request: QUESTION },
      });
      await open(handbook, { rest: `?run=${body.id}` });
      await active(1);
      expect(await page.getByRole('heading', { name: QUESTION }).isVisible()).toBe(true);
      expect(await texts('.card q')).toEqual(citations.map(({ quote }) => quote.replace(/\s+/g, ' ')));
    });

    it('says so when the answer is not theirs who ask, and shows the text', async () => {
      const { client, ...bob } = await gateway.person();
      const { body } = await upload(client, 'notes.txt', 'Bob has notes.');
      await untilReady(client, body.id as string);
      await open(body.id as string, { rest: `?task=${task}`, as: { client, ...bob } });
      await page.getByText('No such answer').waitFor();
      expect(await texts('.block')).toEqual(['Bob has notes.']);
    });

    it('has an outline with pages, by which one gets to the chapters', async () => {
      await open(handbook);
      const { body } = await ada.client.get(`/api/v1/documents/${handbook}`);
      const chapters = body.chapters as { title: string; first_block: number; pages: { first: number } }[];
      const links = page.getByRole('navigation', { name: 'Outline' }).locator('.chapters > li > a');
      await links.first().waitFor();
      expect((await links.allInnerTexts()).map((text) => text.split(/\s*\n\s*/))).toEqual(
        chapters.map(({ title, pages }) => [title, String(pages.first)]),
      );
      await links.last().click();
      const block = `#block-${chapters.at(-1)?.first_block}`;
      await page.locator(block).waitFor();
      expect(await isInView(block)).toBe(true);
      expect(await page.getByRole('separator', { name: 'Page 2' }).count()).toBe(1);
      await picture(page, 'outline');
    });

    it('shows its chunks when that is wanted, each of them whole', async () => {
      await open(handbook);
      await page.getByLabel('Chunks').check();
      const { body } = await ada.client.get(`/api/documents/${handbook}/chunks`);
      const contents = (body as { content: string }[]).map(({ content }) => bare(content));
      await eventually(
        async () => (await page.locator('[data-first]').count()) === contents.length,
        'chunks',
      );
      for (const [index, content] of contents.entries())
        expect(bare((await page.locator(`[data-chunk="${index + 1}"]`).allTextContents()).join(''))).toBe(
          content,
        );
      await page.locator('[data-chunk="2"]').first().hover();
      expect(new Set(await page.locator('.hovered').evaluateAll(chunksOf))).toEqual(new Set(['2']));
      await picture(page, 'chunks');
    });
  });

  it('renders every kind of block as what it is', async () => {
    await open(await add('manual.md', SAMPLER, 'The greenhouse manual'));
    await page.getByText('The last word.').waitFor();
    expect(await texts('article :is(h2, h3)')).toEqual([
      'The greenhouse manual',
      'Lists',
      'Tables',
      'Underlined',
    ]);
    expect(await texts('.paragraph :is(em, strong, code, .link)')).toEqual([
      'vents',
      'bold words',
      'code',
      'link',
    ]);
    expect(await texts('.list > ul > li')).toEqual([
      'first',
      'second goes on\nnested one\nnested two\ndeeper',
      'third',
    ]);
    expect(await texts('.list > ul ul > li > ol > li')).toEqual(['deeper']);
    expect(await page.locator('.list > ol').getAttribute('start')).toBe('4');
    expect(await texts('th')).toEqual(['Vent', 'Opens at', 'Price']);
    expect(await texts('td')).toEqual(['T-40', '82 %', '1,200.00', 'T-50 | wide', '70 %', '900']);
    expect(await page.locator('td.right').count()).toBe(2);
    expect(await texts('pre')).toEqual(['const vents = 4; // <b>not bold</b>\nif (vents > 3) open();']);
    expect(await texts('figcaption')).toEqual(['A heron at the pond']);
    expect(await texts('blockquote')).toEqual(['Quoted twice']);
    await picture(page, 'kinds');
    await page.getByRole('table').scrollIntoViewIfNeeded();
    await picture(page, 'table');
  });

  it('renders CSV by its delimiter and its quotes', async () => {
    await open(await add('people.csv', CSV));
    await page.getByRole('table').waitFor();
    expect(await texts('th')).toEqual(['name', 'note', 'amount']);
    expect(await texts('td')).toEqual(['Anna', 'says "hi"; and more', '12', 'Bob', 'two lines', '7,5']);
  });

  it('takes nothing that a document holds for more than text', async () => {
    const title = '<img src=x onerror="window.harmed=1">';
    await open(await add('<svg onload=harmed=1>.md', HOSTILE, title));
    await page.locator('article .block').first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
    expect(await page.locator('main :is(script, img, iframe, svg, style, a, article form)').count()).toBe(0);
    expect(await page.locator('article').innerText()).toContain('<script>window.harmed = 1</script>');
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    await picture(page, 'hostile');
  });

  it('finds nothing in what belongs to somebody else, or is no id', async () => {
    const id = await add('mine.txt', 'Only for Ada.');
    for (const one of [id, ANYTHING, 'no-id']) {
      await open(one, { as: await gateway.person() });
      await page.getByText('No such document').waitFor();
      expect(await page.locator('body').innerText()).not.toContain('Only for Ada');
      await page.getByRole('button', { name: 'Sign out' }).click();
    }
  });

  it('marks the characters that the address names, in a document of any length', async () => {
    const paragraphs = Array.from({ length: 3_000 }, (_, n) => `Paragraph ${n} of a long story.`);
    const text = paragraphs.join('\n\n');
    const start = text.indexOf('Paragraph 2500');
    await open(await add('long.txt', text), { rest: `#cite=${start}-${start + 14}` });
    await page.locator('mark.active').waitFor();
    expect(await texts('mark')).toEqual(['Paragraph 2500']);
    expect(await isInView('mark')).toBe(true);
    expect(await page.locator('.block').count()).toBeLessThan(400);
    await page.keyboard.press('Home');
    await page.getByText('Paragraph 0 of').waitFor();
    await eventually(async () => (await page.locator('.block').count()) < 400, 'what is far is let go');
    expect(await page.locator('mark').count()).toBe(0);
  });
});

const chunksOf = (elements: Element[]): (string | null)[] =>
  elements.map((element) => element.getAttribute('data-chunk'));
