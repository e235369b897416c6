import { FakeModelServer } from '@muster/testing';
import type { ApiClient } from '../support/api-client';
import { AppProcess } from '../support/app-process';
import { Installation, type Person, type RunningGateway } from '../support/installation';
import { untilReady, upload } from '../support/step-tasks';

describe('GET /api/v1/search', () => {
  let models: FakeModelServer;
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;
  let ada: Person;
  const documents: Record<string, string> = {};

  beforeAll(async () => {
    models = await FakeModelServer.start();
    installation = await Installation.create({
      OPENAI_COMPATIBLE: `local=${models.url}`,
      EMBEDDING_MODEL: 'local/one',
    });
    gateway = await installation.startGateway();
    ingest = AppProcess.start('document-ingest', installation.env);
    ada = await gateway.person();
    documents.rivers = await ready(
      'rivers.txt',
      'The Danube is long. It ends in the Black Sea.',
      'Rivers of Europe',
    );
    documents.garage = await ready('garage.md', '# Garage\n\nAn automobile needs oil.\n', 'Upkeep');
  }, 60_000);

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
    await models.close();
  });

  async function ready(filename: string, text: string, title: string): Promise<string> {
    const { body } = await upload(ada.client, filename, text, { title, description: '' });
    await untilReady(ada.client, body.id as string);
    return body.id as string;
  }

  const search = (query: Record<string, string | number>, client: ApiClient = ada.client) =>
    client.get('/api/v1/search', { query });
  const found = async (query: Record<string, string | number>, client?: ApiClient): Promise<string[]> =>
    (await search(query, client)).body.items.map((hit: { document_id: string }) => hit.document_id);

  it('answers passages with the place they stand in', async () => {
    const { status, body } = await search({ q: 'What does a car need?', limit: 1 });
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          chunk_id: expect.any(String),
          document_id: documents.garage,
          title: 'Upkeep',
          page: null,
          headings: ['Garage'],
          start: expect.any(Number),
          end: expect.any(Number),
          text: expect.stringContaining('An automobile needs oil.'),
          score: expect.any(Number),
        },
      ],
      next: 1,
    });
    const [{ chunk_id: chunk }] = body.items;
    expect((await ada.client.get(`/api/chunks/${chunk}`)).body.content).toBe(body.items[0].text);
  });

  it('finds a document by its title', async () => {
    expect((await found({ q: 'rivers of europe' }))[0]).toBe(documents.rivers);
  });

  it('pages to the end', async () => {
    const whole = await found({ q: 'the danube and the automobile' });
    const first = await search({ q: 'the danube and the automobile', limit: 1 });
    const second = await search({ q: 'the danube and the automobile', limit: 1, offset: first.body.next });
    expect([first, second].map(({ body }) => body.items[0].document_id)).toEqual(whole);
    expect(second.body.next).toBeNull();
  });

  it.each([
    [{ document_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }, []],
    [{ content_type: 'text/markdown' }, ['garage']],
    [{ about: 'EUROPE rivers' }, ['rivers']],
    [{ created_from: '2999-01-01T00:00:00Z' }, []],
    [{ created_to: '2999-01-01T00:00:00Z', content_type: 'text/plain' }, ['rivers']],
  ])('narrows to %j', async (filter, names) => {
    const ids = await found({ q: 'danube automobile', ...(filter as Record<string, string>) });
    expect(ids).toEqual(names.map((name) => documents[name]));
  });

  it('shows nobody what somebody else has', async () => {
    const bob = await gateway.person();
    expect(await found({ q: 'danube' }, bob.client)).toEqual([]);
    expect(await found({ q: 'danube', document_id: documents.rivers ?? '' }, bob.client)).toEqual([]);
  });

  it.each([
    ['q', {}],
    ['q', { q: ' ' }],
    ['limit', { q: 'x', limit: 101 }],
    ['offset', { q: 'x', offset: -1 }],
    ['document_id', { q: 'x', document_id: 'x' }],
  ])('names a bad %s', async (field, query) => {
    const { status, body } = await search(query);
    expect([status, body.error_code]).toEqual([422, 'VAL_001']);
    expect(body.details.errors[0].field).toBe(field);
  });

  it('shows somebody without a credential the public workspace only', async () => {
    expect(await found({ q: 'danube' }, gateway.client)).toEqual([]);
  });
});
