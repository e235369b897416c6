import { DocumentsService } from '@muster/documents';
import { Authenticator } from '@muster/identity';
import { Readable } from 'node:stream';
import { Installation, Person, RunningGateway } from '../support/installation';
import { upload } from '../support/step-tasks';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const MEMBERS = { detail: expect.any(String), message: expect.any(String), path: expect.any(String) };

describe('/api/documents', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
  });

  beforeEach(async () => {
    [ada, bob] = [await gateway.person(), await gateway.person()];
  });

  afterAll(() => installation.close());

  const add = async (filename: string, client = ada.client): Promise<string> =>
    (await upload(client, filename, 'The Danube is long.', { title: `On ${filename}`, description: '' })).body
      .id as string;
  const names = (documents: { filename: string }[]): string[] => documents.map(({ filename }) => filename);

  it('is a bare list, newest first or by name, each with what either document says of it', async () => {
    for (const name of ['b.txt', 'c.txt', 'a.txt']) await add(name);
    const { status, body } = await ada.client.get('/api/documents');
    expect([status, names(body)]).toEqual([200, ['a.txt', 'c.txt', 'b.txt']]);
    expect(body[0]).toEqual({
      id: expect.any(String),
      status: 'ok',
      title: 'On a.txt',
      description: '',
      filename: 'a.txt',
      contentType: 'text/plain',
      progress: 0,
      ingestion: 'ingesting',
      error: null,
      chunkCount: 0,
      created: expect.any(String),
      author: null,
      createdAt: body[0].created,
      total_chapters: 1,
      total_sections: 1,
    });
    const sorted = await ada.client.get('/api/documents', { query: { sort: 'filename' } });
    expect(names(sorted.body)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('comes in pages without gap or double', async () => {
    for (let n = 0; n < 5; n += 1) await add(`${n}.txt`);
    const seen: string[] = [];
    let next: string | null = '/api/documents?limit=2&sort=filename';
    while (next) {
      const { body, headers } = await ada.client.get(next);
      seen.push(...names(body));
      next = /<(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(seen).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt']);
  });

  it.each([
    ['sort', { sort: 'size' }],
    ['limit', { limit: 0 }],
    ['cursor', { cursor: 'x' }],
  ])('names a bad %s', async (field, query) => {
    const { status, body } = await ada.client.get('/api/documents', {
      query: query,
    });
    expect([status, Object.keys(body.validationErrors)]).toEqual([422, [field]]);
  });

  it('shows one document with its outline', async () => {
    const id = await add('a.txt');
    const { body } = await ada.client.get(`/api/documents/${id}`);
    expect(body).toMatchObject({
      id,
      status: 'ok',
      total_pages: 1,
      chapters: [
        {
          title: 'On a.txt',
          order_index: 0,
          sections: [{ title: 'On a.txt', order_index: 0, page_count: 1 }],
        },
      ],
    });
    expect((await ada.client.get(`/api/documents/${id}`)).body).toEqual(body);
  });

  it('removes a document, and says so in as many words as the client wants', async () => {
    const [first, second] = [await add('a.txt'), await add('b.txt')];
    const { status, body } = await ada.client.delete(`/api/documents/${first}`);
    expect([status, body]).toEqual([200, { id: first, status: 'ok', deleted: true }]);
    const least = await ada.client.delete(`/api/documents/${second}`, {
      headers: { prefer: 'return=minimal' },
    });
    expect([least.status, least.body]).toEqual([204, undefined]);
    for (const id of [first, second]) {
      expect((await ada.client.get(`/api/documents/${id}`)).status).toBe(404);
      expect((await ada.client.delete(`/api/documents/${id}`)).status).toBe(404);
    }
    expect((await ada.client.get('/api/documents')).body).toEqual([]);
  });

  it('lets one of several remove it who try at once', async () => {
    const id = await add('a.txt');
    const answers = await Promise.all([1, 2, 3].map(() => ada.client.delete(`/api/documents/${id}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });

  it('has nothing of others, and says nothing of theirs', async () => {
    const id = await add('a.txt');
    expect((await bob.client.get('/api/documents')).body).toEqual([]);
    for (const one of [id, UNKNOWN])
      for (const answer of [
        await bob.client.get(`/api/documents/${one}`),
        await bob.client.delete(`/api/documents/${one}`),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({
          ...MEMBERS,
          status_code: 404,
          statusCode: 404,
          code: 'not_found',
        });
      }
    expect((await ada.client.get(`/api/documents/${id}`)).status).toBe(200);
  });

  it('names an id that is none', async () => {
    const { status, body } = await ada.client.get('/api/documents/seven');
    expect([status, Object.keys(body.validationErrors)]).toEqual([422, ['id']]);
  });

  it('without a credential is the public workspace and nothing else, where that is on', async () => {
    const anonymous = await gateway.app.get(Authenticator, { strict: false }).anonymous();
    if (!anonymous) throw new Error('no anonymous workspace');
    const stream = Readable.from(['For everybody.']);
    const documents = gateway.app.get(DocumentsService, { strict: false });
    const { id } = await documents.create(anonymous, { filename: 'public.txt', stream });
    const own = await add('own.txt');
    expect(names((await gateway.client.get('/api/documents')).body)).toEqual(['public.txt']);
    expect((await gateway.client.get(`/api/documents/${id}`)).status).toBe(200);
    expect((await ada.client.get(`/api/documents/${id}`)).status).toBe(404);
    expect((await gateway.client.get(`/api/documents/${own}`)).status).toBe(404);
    expect((await gateway.client.delete(`/api/documents/${own}`)).status).toBe(404);
    expect((await gateway.client.delete(`/api/documents/${id}`)).status).toBe(200);
  });

  it('is for nobody without a credential that holds, where that is off', async () => {
    const closed = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
    const id = await add('a.txt');
    for (const client of [closed.client, closed.client.as('a.b.c'), gateway.client.as('a.b.c')]) {
      const answers = [
        await client.get('/api/documents'),
        await client.get(`/api/documents/${id}`),
        await client.delete(`/api/documents/${id}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    }
  });
});
