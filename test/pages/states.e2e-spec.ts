import { Readable } from 'node:stream';
import { DocumentsService } from '@muster/documents';
import { type Actor, Authenticator } from '@muster/identity';
import { eventually } from '@muster/testing';
import { formOf } from '../support/forms';
import { createTask, step, untilReady, upload } from '../support/step-tasks';
import { inBrowser, picture } from './browser';
import { sampleFile } from './samples';
import { Viewer } from './viewer';

inBrowser('the page of a document that is not read yet', () => {
  let viewer: Viewer;

  beforeAll(async () => {
    viewer = await Viewer.start();
  }, 60_000);

  afterAll(() => viewer.close());

  it('waits with it, and goes on by itself', async () => {
    const { body } = await upload(viewer.person.client, 'later.txt', 'Read at last.');
    await viewer.newPage();
    await viewer.open(body.id as string);
    await viewer.page.getByText('Waiting to be read').waitFor();
    expect(await viewer.page.getByRole('progressbar', { name: 'Reading the document' }).count()).toBe(1);
    await picture(viewer.page, 'waiting');
    viewer.run('document-ingest');
    await viewer.page.getByText('Read at last.').waitFor({ timeout: 20_000 });
    expect(await viewer.page.getByRole('progressbar').count()).toBe(0);
    expect(await viewer.closePage()).toEqual([]);
  });

  it('says why it never will be', async () => {
    const { client } = viewer.person;
    const { body } = await upload(client, 'broken.pdf', '%PDF-1.7 and nothing that a PDF would need');
    await eventually(
      async () => (await client.get(`/api/documents/${body.id}`)).body.ingestion === 'failed',
      'the document has failed',
    );
    await viewer.newPage();
    await viewer.open(body.id as string);
    await viewer.page.getByText('This document could not be read.').waitFor();
    const { error } = (await client.get(`/api/documents/${body.id}`)).body;
    expect((await viewer.page.getByRole('status').innerText()).toLowerCase()).toContain(error.toLowerCase());
    await picture(viewer.page, 'failed');
    expect(await viewer.closePage()).toEqual([]);
  });

  it('asks nobody who they are in the public workspace', async () => {
    const { app } = viewer.gateway;
    const nobody = (await app.get(Authenticator, { strict: false }).anonymous()) as Actor;
    const { id } = await app.get(DocumentsService, { strict: false }).create(nobody, {
      filename: 'open.txt',
      stream: Readable.from([Buffer.from('For everybody.')]),
      title: 'Open',
      description: '',
    });
    await viewer.newPage();
    await viewer.goTo(id);
    await viewer.page.getByText('For everybody.').waitFor({ timeout: 20_000 });
    expect(await viewer.page.getByLabel('Password').isVisible()).toBe(false);
    expect(await viewer.closePage()).toEqual([]);
  });
});

const QUESTION = 'At which humidity do the vents of the T-40 open?';

inBrowser('the page of an answer', () => {
  let viewer: Viewer;
  let notes: string;
  let task: string;

  beforeAll(async () => {
    viewer = await Viewer.start(['agent-runner', 'document-ingest']);
    notes = await viewer.add(...(await sampleFile('field-notes.md')));
    task = await createTask(viewer.person.client, QUESTION);
    let taken = await step(viewer.person.client, task);
    while (!taken.body.action.final) taken = await step(viewer.person.client, task);
  }, 60_000);

  afterAll(() => viewer.close());

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  it('fits a narrow window, with outline and answer over the text', async () => {
    await viewer.newPage({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    await viewer.open(notes, { rest: `?task=${task}` });
    await viewer.page.locator('mark.active').first().waitFor();
    await picture(viewer.page, 'narrow-dark');
    expect(await viewer.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const answer = viewer.page.getByRole('complementary', { name: 'Answer and citations' });
    expect(await answer.isVisible()).toBe(false);
    await viewer.page.getByRole('button', { name: 'Answer' }).click();
    await answer.getByText(QUESTION).waitFor();
    await picture(viewer.page, 'narrow-answer');
    await answer.locator('.card').first().click();
    expect(await answer.isVisible()).toBe(false);
    expect(await viewer.isInView('mark.active')).toBe(true);
    await viewer.page.getByRole('button', { name: 'Outline' }).click();
    await viewer.page.getByRole('link', { name: 'Week two' }).waitFor();
    await picture(viewer.page, 'narrow-outline');
    await viewer.page.keyboard.press('Escape');
    expect(await viewer.page.getByRole('link', { name: 'Week two' }).isVisible()).toBe(false);
  });

  it('is dark where that is liked, and nothing on it moves while it comes', async () => {
    await viewer.newPage({ colorScheme: 'dark' });
    await viewer.page.addInitScript(
      'globalThis.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())' +
        ' moved += one.hadRecentInput ? 0 : one.value; }).observe({ type: "layout-shift", buffered: true });',
    );
    await viewer.open(notes, { rest: `?task=${task}` });
    await viewer.page.locator('mark.active').first().waitFor();
    await viewer.page.reload();
    await viewer.page.locator('mark.active').first().waitFor();
    await picture(viewer.page, 'dark');
    expect(await viewer.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(22, 24, 26)',
    );
    expect(await viewer.page.evaluate('moved')).toBeLessThan(0.02);
  });

  it('marks what no document says', async () => {
    const { client } = viewer.person;
    const [chunk] = (await client.get(`/api/documents/${notes}/chunks`)).body as { id: string }[];
    const told = await createTask(client, 'Say something.');
    await step(client, told, {
      message: `[[output_message "The moon is made of very old green cheese [${chunk?.id}]."]]`,
    });
    await viewer.newPage();
    await viewer.open(notes, { rest: `?task=${told}` });
    await viewer.page.locator('.unsupported').waitFor();
    expect(await viewer.texts('.unsupported')).toEqual(['The moon is made of very old green cheese']);
    expect(await viewer.texts('.unconfirmed')).toEqual(['unconfirmed']);
    await picture(viewer.page, 'unsupported');
  });

  it('says so when what was quoted is not there any more', async () => {
    const { client } = viewer.person;
    const raw = formOf(
      'field-notes.md',
      '# Field notes\n\nAll of it was written anew, at some length, and other.',
    );
    await client.send('POST', `/api/v1/documents/${notes}/revisions`, { raw });
    await untilReady(client, notes);
    await viewer.newPage();
    await viewer.open(notes, { rest: `?task=${task}` });
    await viewer.page.getByText('do not stand there any more').first().waitFor();
    expect(await viewer.page.locator('mark').count()).toBe(0);
    await picture(viewer.page, 'moved');
  });
});
