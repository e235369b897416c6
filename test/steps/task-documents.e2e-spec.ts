import { readdir } from 'node:fs/promises';
import { Installation, Person, RunningGateway } from '../support/installation';
import { formOf } from '../support/forms';
import { createTask } from '../support/step-tasks';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const JSON_BODY = { 'content-type': 'application/json' };

describe('documents of a task', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let bob: Person;
  let task: string;

  beforeAll(async () => {
    installation = await Installation.create({ MAX_UPLOAD_MB: '1' });
    gateway = await installation.startGateway();
    [ada, bob] = [await gateway.person(), await gateway.person()];
  });

  beforeEach(async () => {
    task = await createTask(ada.client);
  });

  afterAll(() => installation.close());

  const attach = (name: string, content: string | Uint8Array<ArrayBuffer>, id = task, client = ada.client) =>
    client.send('POST', `/api/tasks/${id}/documents`, { raw: formOf(name, content) });
  const fetchFile = (name: string, client = ada.client) =>
    client.get(`/api/tasks/${task}/documents/${encodeURIComponent(name)}`);
  const stored = async (): Promise<string[]> =>
    (await readdir(installation.env.DATA_DIR as string, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.parentPath.includes(task))
      .map(({ name }) => name);

  it('are stored as they were sent, and found by name and by id', async () => {
    const bytes = new Uint8Array(300_000).map((_, index) => (index * 7) % 256);
    const { status, body } = await attach('data.bin', bytes);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      taskId: task,
      filename: 'data.bin',
      size: 300_000,
      metadata: { createdBy: 'user', uploadedBy: ada.username },
    });
    for (const name of ['data.bin', body.id as string]) {
      const { headers, body: got } = await fetchFile(name);
      expect(Buffer.compare(got as Buffer, Buffer.from(bytes))).toBe(0);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toBe('attachment; filename="data.bin"');
      expect(headers.get('content-length')).toBe('300000');
    }
  });

  it('keep names in any script, without folders', async () => {
    const { body } = await attach('../../etc/größe 50%.txt', 'x');
    expect(body.filename).toBe('größe 50%.txt');
    const { headers } = await fetchFile('größe 50%.txt');
    expect(headers.get('content-disposition')).toContain("filename*=UTF-8''gr%C3%B6%C3%9Fe%2050%25.txt");
  });

  it('replace one of the same name under its id', async () => {
    const first = await attach('a.txt', 'old');
    const second = await attach('a.txt', 'new one');
    expect(second.body).toMatchObject({ id: first.body.id, size: 7 });
    expect(String((await fetchFile('a.txt')).body)).toBe('new one');
  });

  it('that come at the same time are all there, and of one name the last', async () => {
    const names = ['a.txt', 'b.txt', 'c.txt', 'a.txt', 'a.txt'];
    const answers = await Promise.all(names.map((name, index) => attach(name, `content ${index}`)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const ids = answers.filter((_, index) => names[index] === 'a.txt').map(({ body }) => body.id as string);
    expect(new Set(ids).size).toBe(1);
    expect(String((await fetchFile('a.txt')).body)).toMatch(/^content [034]$/);
  });

  it('of others are not there, and cannot be added to', async () => {
    await attach('a.txt', 'mine');
    expect((await fetchFile('a.txt', bob.client)).status).toBe(404);
    for (const id of [task, UNKNOWN])
      expect((await attach('b.txt', 'x'.repeat(200_000), id, bob.client)).status).toBe(404);
    expect((await fetchFile('b.txt')).status).toBe(404);
    expect(await stored()).toHaveLength(1);
  });

  it('are for nobody without a credential that holds', async () => {
    for (const client of [gateway.client, gateway.client.as('a.b.c')]) {
      expect((await attach('a.txt', 'x', task, client)).status).toBe(401);
      expect((await fetchFile('a.txt', client)).status).toBe(401);
    }
  });

  it('over the limit are refused with 413 and leave nothing behind', async () => {
    const { status, body } = await attach('big.bin', new Uint8Array(1_300_000));
    expect([status, body.statusCode]).toEqual([413, 413]);
    expect(await stored()).toEqual([]);
  });

  it('must come as the part `file` of a form', async () => {
    const path = `/api/tasks/${task}/documents`;
    const other = new FormData();
    other.append('attachment', new Blob(['x']), 'a.txt');
    const text = new FormData();
    text.append('file', 'no file but text');
    for (const raw of [other, text, new FormData()]) {
      const { status, body } = await ada.client.send('POST', path, { raw });
      expect(status).toBe(400);
      expect(body.validationErrors ?? { file: '' }).toHaveProperty('file');
    }
    expect((await ada.client.send('POST', path, { raw: '{}', headers: JSON_BODY })).status).toBe(415);
  });

  it('in a form that breaks off or turns bad behind the file leave nothing behind', async () => {
    const path = `/api/tasks/${task}/documents`;
    const headers = { 'content-type': 'multipart/form-data; boundary=XX' };
    const head = '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncontent';
    for (const raw of [
      head,
      '',
      'garbage',
      `${head}\r\n--XX\r\nContent-Disposition: form-data; name="x"\r\n\r\n`,
    ])
      expect((await ada.client.send('POST', path, { raw, headers })).status).toBe(400);
    const second = formOf('a.txt', 'one');
    second.append('file', new Blob(['two']), 'b.txt');
    const refused = await ada.client.send('POST', path, { raw: second });
    expect([refused.status, Object.keys(refused.body.validationErrors)]).toEqual([400, ['file']]);
    expect(await stored()).toEqual([]);
  });

  it('have a name that a file may have', async () => {
    const { status, body } = await attach('x'.repeat(300), 'x');
    expect([status, Object.keys(body.validationErrors)]).toEqual([400, ['filename']]);
  });
});
