import { AppProcess } from '../support/app-process';
import { formOf } from '../support/forms';
import { Installation, Person, RunningGateway } from '../support/installation';
import { untilReady, upload } from '../support/step-tasks';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const DETAILS = { title: 'Rivers', description: 'of Europe' };
const JSON_BODY = { 'content-type': 'application/json' };

describe('POST /api/documents', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create({ MAX_UPLOAD_MB: '1' });
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  const post = (raw: FormData, query: Record<string, string> = {}, client = ada.client) =>
    client.send('POST', '/api/documents', { raw, query });
  const count = async (): Promise<number> => (await ada.client.get('/api/documents')).body.length as number;

  it('accepts a document, which has yet to be read', async () => {
    const { status, body } = await upload(ada.client, 'rivers.txt', 'The Danube is long.', DETAILS);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.any(String),
      filename: 'rivers.txt',
      ...DETAILS,
      contentType: 'text/plain',
      progress: 0,
      ingestion: 'ingesting',
      error: null,
      chunkCount: 0,
      created: expect.any(String),
    });
    expect((await ada.client.get(`/api/documents/${body.id}/chunks`)).body).toEqual([]);
  });

  it.each([
    ['in the query', {}, DETAILS],
    ['before the file', { before: DETAILS }, {}],
    ['behind the file', { behind: DETAILS }, {}],
    ['on both sides', { before: { title: 'Rivers' }, behind: { description: 'of Europe' } }, {}],
    ['twice, the form winning', { behind: { title: 'Rivers' } }, { ...DETAILS, title: 'Lakes' }],
  ])('takes title and description %s', async (_, fields, query) => {
    const { status, body } = await post(formOf('a.txt', 'x'.repeat(100_000), fields), query);
    expect([status, body]).toEqual([200, expect.objectContaining(DETAILS)]);
  });

  it.each([
    ['title', { description: '' }],
    ['description', { title: 'x' }],
    ['title', { title: ' ', description: '' }],
    ['title', { title: 'x'.repeat(501), description: '' }],
  ])('names a bad %s and keeps nothing', async (field, details) => {
    const before = await count();
    for (const [form, query] of [
      [formOf('a.txt', 'text'), details],
      [formOf('a.txt', 'text', { behind: details }), {}],
    ] as const) {
      const { status, body } = await post(form, query);
      expect([status, Object.keys(body.validationErrors)]).toEqual([400, [field]]);
    }
    expect(await count()).toBe(before);
  });

  it.each([
    ['without text', 400, '  \n ', undefined],
    [
      'of a type that has no text',
      415,
      new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'application/x-elf',
    ],
    ['over the limit', 413, 'x'.repeat(1_200_000), undefined],
  ])('refuses a file %s with %i', async (_, status, content, type) => {
    const before = await count();
    const answer = await post(formOf('a.dat', content, type ? { type } : {}), DETAILS);
    expect([answer.status, answer.body.statusCode]).toEqual([status, status]);
    expect(await count()).toBe(before);
  });

  it('wants a file, in a form', async () => {
    const { status, body } = await post(new FormData(), DETAILS);
    expect([status, Object.keys(body.validationErrors)]).toEqual([400, ['file']]);
    const json = { raw: '{}', headers: JSON_BODY, query: DETAILS };
    expect((await ada.client.send('POST', '/api/documents', json)).status).toBe(415);
  });

  it('is for nobody without a credential that holds, not even where others are anonymous', async () => {
    const open = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
    for (const client of [open.client, open.client.as('a.b.c')])
      expect((await post(formOf('a.txt', 'x'), DETAILS, client)).status).toBe(401);
  });

  it('takes several at the same time', async () => {
    const before = await count();
    const answers = await Promise.all([1, 2, 3, 4].map((n) => upload(ada.client, `${n}.txt`, `text ${n}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await count()).toBe(before + 4);
  });
});

describe('chunks', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;
  let ada: Person;
  let document: string;
  const text = Array.from(
    { length: 60 },
    (_, n) => `Sentence number ${n} speaks of rivers and of towns.`,
  ).join(' ');

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    ingest = AppProcess.start('document-ingest', installation.env);
    ada = await gateway.person();
    document = (await upload(ada.client, 'rivers.txt', text, DETAILS)).body.id as string;
    await untilReady(ada.client, document);
  }, 60_000);

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
  });

  const list = (query: Record<string, number> = {}, client = ada.client) =>
    client.get(`/api/documents/${document}/chunks`, { query });

  it('are the text of the document in order, none longer than 1,000 characters', async () => {
    const { body } = await list();
    expect(body.length).toBeGreaterThan(2);
    expect(body.map(({ content }: { content: string }) => content).join(' ')).toBe(text);
    for (const [index, chunk] of body.entries())
      expect(chunk).toMatchObject({
        index,
        documentId: document,
        documentTitle: 'Rivers',
        documentDescription: 'of Europe',
      });
    expect(Math.max(...body.map(({ content }: { content: string }) => content.length))).toBeLessThanOrEqual(
      1_000,
    );
    expect((await ada.client.get(`/api/documents/${document}`)).body).toMatchObject({
      progress: 1,
      chunkCount: body.length,
    });
  });

  it('come in pages where that is wanted', async () => {
    const all = (await list()).body;
    const first = await list({ limit: 2 });
    expect(first.body).toEqual(all.slice(0, 2));
    const cursor = Number(first.headers.get('x-next-cursor'));
    expect(first.headers.get('link')).toBe(
      `</api/documents/${document}/chunks?limit=2&cursor=${cursor}>; rel="next"`,
    );
    const rest = await list({ cursor });
    expect(rest.body).toEqual(all.slice(2));
    expect(rest.headers.get('x-next-cursor')).toBeNull();
    const bad = await list({ limit: 0 });
    expect([bad.status, Object.keys(bad.body.validationErrors)]).toEqual([400, ['limit']]);
  });

  it('are found one by one, by their owner only', async () => {
    const [chunk] = (await list()).body;
    expect((await ada.client.get(`/api/chunks/${chunk.id}`)).body).toEqual(chunk);
    const bob = await gateway.person();
    expect((await list({}, bob.client)).status).toBe(404);
    expect((await bob.client.get(`/api/chunks/${chunk.id}`)).status).toBe(404);
    expect((await ada.client.get(`/api/chunks/${UNKNOWN}`)).status).toBe(404);
    expect((await list({}, gateway.client)).status).toBe(401);
    expect((await gateway.client.get(`/api/chunks/${chunk.id}`)).status).toBe(401);
    expect((await ada.client.get('/api/chunks/first')).status).toBe(400);
  });

  it('go with their document', async () => {
    const { body } = await upload(ada.client, 'gone.txt', 'Soon gone.', DETAILS);
    await untilReady(ada.client, body.id as string);
    const [chunk] = (await ada.client.get(`/api/documents/${body.id}/chunks`)).body;
    expect((await ada.client.delete(`/api/documents/${body.id}`)).status).toBe(200);
    expect((await ada.client.get(`/api/chunks/${chunk.id}`)).status).toBe(404);
    expect((await ada.client.get(`/api/documents/${body.id}/chunks`)).status).toBe(404);
  });
});
