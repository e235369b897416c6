import { eventually } from '@muster/testing';
import type { Person } from '../support/installation';
import { inBrowser, picture } from './browser';
import { CSV, HOSTILE, sampleFile, SAMPLER } from './samples';
import { Viewer } from './viewer';

const ANYTHING = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

inBrowser('the text of a document on its page', () => {
  let viewer: Viewer;
  let ada: Person;

  beforeAll(async () => {
    viewer = await Viewer.start(['document-ingest']);
    ada = viewer.person;
  }, 60_000);

  afterAll(() => viewer.close());

  beforeEach(() => viewer.newPage());

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  it('has an outline with pages, by which one gets to the chapters', async () => {
    const id = await viewer.add(...(await sampleFile('muster-handbook.pdf')));
    await viewer.open(id);
    const { body } = await ada.client.get(`/api/v1/documents/${id}`);
    const chapters = body.chapters as { title: string; first_block: number; pages: { first: number } }[];
    const links = viewer.page.getByRole('navigation', { name: 'Outline' }).locator('.chapters > li > a');
    await links.first().waitFor();
    expect(await viewer.texts('.chapters > li > a .label')).toEqual(chapters.map(({ title }) => title));
    expect(await viewer.texts('.chapters > li > a .page')).toEqual(
      chapters.map(({ pages }) => String(pages.first)),
    );
    await links.last().click();
    expect(await viewer.isInView(`#block-${chapters.at(-1)?.first_block}`)).toBe(true);
    await eventually(
      async () => (await links.last().getAttribute('aria-current')) === 'true',
      'the outline follows',
    );
    await picture(viewer.page, 'outline');
    await viewer.page.getByRole('table').first().scrollIntoViewIfNeeded();
    await picture(viewer.page, 'pdf-table');
  });

  it('renders every kind of block as what it is', async () => {
    await viewer.open(await viewer.add('manual.md', SAMPLER, { title: 'The greenhouse manual' }));
    await viewer.page.getByText('The last word.').waitFor();
    expect(await viewer.texts('article :is(h2, h3)')).toEqual([
      'The greenhouse manual',
      'Lists',
      'Tables',
      'Underlined',
    ]);
    expect(await viewer.texts('.paragraph :is(em, strong, code, .link)')).toEqual([
      'vents',
      'bold words',
      'code',
      'link',
    ]);
    expect(await viewer.texts('.list > ul > li > p')).toEqual(['first', 'second goes on', 'third']);
    expect(await viewer.texts('.list > ul > li > ul > li > p')).toEqual(['nested one', 'nested two']);
    expect(await viewer.texts('.list > ul ul > li > ol > li')).toEqual(['deeper']);
    expect(await viewer.page.locator('.list > ol').getAttribute('start')).toBe('4');
    expect(await viewer.texts('th')).toEqual(['Vent', 'Opens at', 'Price']);
    expect(await viewer.texts('td')).toEqual(['T-40', '82 %', '1,200.00', 'T-50 | wide', '70 %', '900']);
    expect(await viewer.page.locator('td.right').count()).toBe(2);
    expect(await viewer.texts('pre')).toEqual([
      'const vents = 4; // <b>not bold</b>\nif (vents > 3) open();',
    ]);
    expect(await viewer.texts('figcaption')).toEqual(['A heron at the pond']);
    expect(await viewer.texts('blockquote')).toEqual(['Quoted twice']);
    await picture(viewer.page, 'kinds');
    await viewer.page.getByRole('table').scrollIntoViewIfNeeded();
    await picture(viewer.page, 'table');
  });

  it('renders CSV by its delimiter and its quotes', async () => {
    await viewer.open(await viewer.add('people.csv', CSV));
    await viewer.page.getByRole('table').waitFor();
    expect(await viewer.texts('th')).toEqual(['name', 'note', 'amount']);
    expect(await viewer.texts('td')).toEqual([
      'Anna',
      'says "hi"; and more',
      '12',
      'Bob',
      'two lines',
      '7,5',
    ]);
  });

  it('takes nothing that a document holds for more than text', async () => {
    const title = '<img src=x onerror="window.harmed=1">';
    await viewer.open(await viewer.add('<svg onload=harmed=1>.md', HOSTILE, { title }));
    await viewer.page.locator('article .block').first().waitFor();
    expect(await viewer.page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
    expect(
      await viewer.page.locator('main :is(script, img, iframe, svg, style, a, article form)').count(),
    ).toBe(0);
    expect(await viewer.page.locator('article').innerText()).toContain('<script>window.harmed = 1</script>');
    expect(await viewer.page.evaluate('window.harmed')).toBeUndefined();
    await picture(viewer.page, 'hostile');
  });

  it('finds nothing in what belongs to somebody else, or is no id', async () => {
    const id = await viewer.add('mine.txt', 'Only for Ada.');
    const bob = await viewer.gateway.person();
    for (const one of [id, ANYTHING]) {
      await viewer.open(one, { as: bob });
      await viewer.page.getByText('No such document', { exact: true }).waitFor();
      expect(await viewer.page.locator('body').innerText()).not.toContain('Only for Ada');
      await viewer.page.getByRole('button', { name: 'Sign out' }).click();
    }
    await viewer.goTo('no-id');
    await viewer.page.getByText('No such document', { exact: true }).waitFor();
  });

  it('marks the characters that the address names, in a document of any length', async () => {
    const paragraphs = Array.from({ length: 3_000 }, (_, n) => `Paragraph ${n} of a long story.`);
    const text = paragraphs.join('\n\n');
    const start = text.indexOf('Paragraph 2500');
    await viewer.open(await viewer.add('long.txt', text), { rest: `#cite=${start}-${start + 14}` });
    await viewer.page.locator('mark.active').waitFor();
    expect(await viewer.texts('mark')).toEqual(['Paragraph 2500']);
    expect(await viewer.isInView('mark')).toBe(true);
    expect(await viewer.page.locator('.block').count()).toBeLessThan(400);
    await viewer.page.keyboard.press('Home');
    await viewer.page.getByText('Paragraph 0 of').waitFor();
    await eventually(
      async () => (await viewer.page.locator('.block').count()) < 400,
      'what is far is let go',
    );
  });

  it('is made of chunks where a document was read before its blocks were told apart', async () => {
    const id = await viewer.add('old.txt', 'As it was.\n\nLong ago.');
    await viewer.installation.sql('DELETE FROM node WHERE document_id = $1', [id]);
    await viewer.installation.sql('UPDATE document SET node_count = 0 WHERE id = $1', [id]);
    await viewer.open(id, { rest: '#cite=0-9' });
    await viewer.page.locator('mark').waitFor();
    expect(await viewer.texts('mark')).toEqual(['As it was']);
    expect(await viewer.texts('.block')).toEqual([expect.stringContaining('Long ago.')]);
  });
});
