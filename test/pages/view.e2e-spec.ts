import { eventually } from '@muster/testing';
import type { Person } from '../support/installation';
import { createTask, step } from '../support/step-tasks';
import { inBrowser, picture } from './browser';
import { sampleFile } from './samples';
import { Viewer } from './viewer';

const QUESTION = 'What happens to a run when the worker that executes it dies?';

interface Citation {
  quote: string;
  documentId: string;
  start: number;
  end: number;
}

/** Bullets are drawn, not written. */
const bare = (text: string): string => text.replace(/[\s•]+/g, '');

inBrowser('the page of a document of which an answer cites something', () => {
  let viewer: Viewer;
  let ada: Person;
  let handbook: string;
  let task: string;
  let citations: Citation[];

  beforeAll(async () => {
    viewer = await Viewer.start(['agent-runner', 'document-ingest']);
    ada = viewer.person;
    handbook = await viewer.add(...(await sampleFile('muster-handbook.pdf')));
    task = await createTask(ada.client, QUESTION);
    let taken = await step(ada.client, task);
    while (!taken.body.action.final) taken = await step(ada.client, task);
    citations = taken.body.result.citations as Citation[];
  }, 60_000);

  afterAll(() => viewer.close());

  beforeEach(() => viewer.newPage());

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  const marks = (number: number) => viewer.page.locator(`mark[data-cites~="${number}"]`);
  const active = (number: number) =>
    viewer.page.locator(`mark.active[data-cites~="${number}"]`).first().waitFor();

  it('shows all of it where it stands, word for word, once one has signed in', async () => {
    expect(citations.length).toBeGreaterThan(1);
    await viewer.goTo(handbook, `?task=${task}`);
    await viewer.signIn(ada, 'not the password');
    await viewer.page.getByText('Invalid credentials').waitFor();
    await picture(viewer.page, 'sign-in');
    await viewer.signIn();
    await active(1);
    expect(await viewer.page.getByRole('heading', { name: QUESTION }).isVisible()).toBe(true);
    expect(await viewer.page.locator('.card').count()).toBe(citations.length);
    for (const [index, { quote }] of citations.entries())
      expect(bare((await marks(index + 1).allTextContents()).join(''))).toBe(bare(quote));
    expect(await viewer.page.locator('.unconfirmed, .unsupported').count()).toBe(0);
    expect(await viewer.isInView('mark[data-begins~="1"]')).toBe(true);
    expect(viewer.page.url()).not.toContain(ada.token.slice(0, 20));
    await picture(viewer.page, 'citations');
  });

  it('ends the session when one signs out, and shows nothing to whoever goes back', async () => {
    await viewer.open(handbook, { rest: `?task=${task}` });
    await active(1);
    const token = await viewer.page.evaluate(() => sessionStorage.getItem('muster.token') ?? '');
    const ended = viewer.page.waitForResponse((response) => response.url().endsWith('/auth/logout'));
    await viewer.page.getByRole('button', { name: 'Sign out' }).click();
    expect((await ended).status()).toBe(200);
    expect((await viewer.gateway.client.as(token).get('/users/me')).status).toBe(401);
    await viewer.page.reload();
    await viewer.page.getByLabel('Username or e-mail').waitFor();
    expect(await viewer.page.locator('.card').count()).toBe(0);
  });

  it('goes to what is clicked, and from one to the next by a key', async () => {
    await viewer.open(handbook, { rest: `?task=${task}` });
    await active(1);
    const last = citations.length;
    await viewer.page.locator(`.card[data-number="${last}"]`).click();
    await active(last);
    expect(await viewer.isInView(`mark[data-begins~="${last}"]`)).toBe(true);
    const { start, end } = citations[last - 1] as Citation;
    expect(viewer.page.url()).toContain(`?task=${task}#cite=${start}-${end}`);
    await viewer.page.keyboard.press('n');
    await active(1);
    await viewer.page.keyboard.press('p');
    await active(last);
    expect(await viewer.texts('.card[aria-current="true"] .number')).toEqual([String(last)]);
  });

  it('shows what an agent cites that has answered in one go', async () => {
    const { body } = await ada.client.post('/api/v1/runs', {
      program: 'agent',
      input: { request: QUESTION },
    });
    await viewer.open(handbook, { rest: `?run=${body.id}` });
    await active(1);
    expect(await viewer.page.getByRole('heading', { name: QUESTION }).isVisible()).toBe(true);
    expect(await viewer.texts('.card q')).toEqual(citations.map(({ quote }) => quote.replace(/\s+/g, ' ')));
  });

  it('says so when the answer is not theirs who ask, and shows the text', async () => {
    const bob = await viewer.gateway.person();
    const notes = await viewer.add('notes.txt', 'Bob has notes.', { by: bob });
    await viewer.open(notes, { rest: `?task=${task}`, as: bob });
    await viewer.page.getByText('No such answer').waitFor();
    expect(await viewer.texts('.block')).toEqual(['Bob has notes.']);
  });

  it('has its pages numbered, where they begin', async () => {
    await viewer.open(handbook);
    await viewer.page.getByRole('separator').first().waitFor();
    const { body } = await ada.client.get(`/api/v1/documents/${handbook}`);
    const numbers = Array.from({ length: body.page_count as number }, (_, index) => String(index + 1));
    expect(await viewer.texts('[role=separator]')).toEqual(numbers);
  });

  it('shows its chunks when that is wanted, each of them whole', async () => {
    await viewer.open(handbook);
    await viewer.page.getByLabel('Chunks').check();
    const { body } = await ada.client.get(`/api/documents/${handbook}/chunks`);
    const contents = (body as { content: string }[]).map(({ content }) => bare(content));
    await eventually(
      async () => (await viewer.page.locator('[data-first]').count()) === contents.length,
      'chunks',
    );
    for (const [index, content] of contents.entries())
      expect(
        bare((await viewer.page.locator(`[data-chunk="${index + 1}"]`).allTextContents()).join('')),
      ).toBe(content);
    await viewer.page.locator('[data-chunk="2"]').first().hover();
    expect(new Set(await viewer.page.locator('.hovered').evaluateAll(chunksOf))).toEqual(new Set(['2']));
    await picture(viewer.page, 'chunks');
  });
});

const chunksOf = (elements: { getAttribute(name: string): string | null }[]): (string | null)[] =>
  elements.map((element) => element.getAttribute('data-chunk'));
