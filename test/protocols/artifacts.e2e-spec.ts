import { randomBytes, randomUUID } from 'node:crypto';
import { formOf } from '../support/forms';
import { Bench, TASKS } from './bench';

const fileIn = (part: string, ...names: string[]): FormData => {
  const form = new FormData();
  for (const name of names) form.append(part, new Blob([name]), name);
  return form;
};

describe('artifacts of the Agent Protocol', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.close());

  it.each(['before', 'behind'])(
    'come back byte for byte, with their relative path %s the file',
    async (place) => {
      const id = await bench.task();
      const bytes = randomBytes(1_500_000);
      const { status, body: artifact } = await bench.upload(
        id,
        formOf('отчёт 1.bin', new Uint8Array(bytes), { [place]: { relative_path: 'out/deep' } }),
      );
      expect([status, artifact]).toEqual([
        200,
        {
          artifact_id: expect.any(String),
          agent_created: false,
          file_name: 'отчёт 1.bin',
          relative_path: 'out/deep',
        },
      ]);
      const answer = await bench.ada.client.get(`${TASKS}/${id}/artifacts/${artifact.artifact_id}`);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('content-length')).toBe('1500000');
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="_____ 1.bin"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%201.bin`,
      );
      expect(Buffer.compare(answer.body as Buffer, bytes)).toBe(0);
      expect((await bench.ada.client.get(`${TASKS}/${id}`)).body.artifacts).toEqual([artifact]);
    },
  );

  it('are listed by name, by pages', async () => {
    const id = await bench.task();
    for (const name of ['c.txt', 'a.txt', 'b.txt']) await bench.upload(id, formOf(name, name));
    const query = { current_page: 2, page_size: 2 };
    const { body } = await bench.ada.client.get(`${TASKS}/${id}/artifacts`, { query });
    expect(body).toMatchObject({
      artifacts: [{ file_name: 'c.txt', relative_path: null }],
      pagination: { total_items: 3, total_pages: 2, ...query },
    });
  });

  it('are there for the agent', async () => {
    const id = await bench.task();
    await bench.upload(id, formOf('in.txt', 'the secret is 42'));
    const { body } = await bench.ada.client.post(`${TASKS}/${id}/steps`, { input: '[[read_file in.txt]]' });
    expect(JSON.stringify(body.additional_output)).toContain('the secret is 42');
  });

  it('replace others of the same name', async () => {
    const id = await bench.task();
    const first = await bench.upload(id, formOf('test_output.txt', 'one'));
    const second = await bench.upload(id, formOf('test_output.txt', 'two'));
    expect(second.body.artifact_id).toBe(first.body.artifact_id);
    const path = `${TASKS}/${id}/artifacts/${second.body.artifact_id}`;
    expect(String((await bench.ada.client.get(path)).body)).toBe('two');
  });

  it('lose the folders that a client puts into their name', async () => {
    const id = await bench.task();
    const { body } = await bench.upload(id, formOf('../../etc/passwd', 'x'));
    expect(body.file_name).toBe('passwd');
  });

  it.each<[string, () => FormData, number]>([
    ['no file', () => fileIn('other', 'a'), 422],
    ['two files', () => fileIn('file', 'a', 'b'), 422],
    [
      'a relative path that is too long',
      () => formOf('a', 'x', { behind: { relative_path: 'x'.repeat(1_025) } }),
      422,
    ],
    ['more than the limit', () => formOf('a', 'x'.repeat(2 * 1024 ** 2 + 1)), 413],
  ])('are not stored from a form with %s', async (_, data, expected) => {
    const id = await bench.task();
    const { status, body } = await bench.upload(id, data());
    expect([status, Object.keys(body)]).toEqual([expected, ['message']]);
    expect((await bench.ada.client.get(`${TASKS}/${id}/artifacts`)).body.artifacts).toEqual([]);
  });

  it('are not stored from what is no form, or one that breaks off', async () => {
    const id = await bench.task();
    const path = `${TASKS}/${id}/artifacts`;
    expect((await bench.ada.client.post(path, { file: 'x' })).status).toBe(415);
    const raw = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of it';
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect((await bench.ada.client.post(path, undefined, { raw, headers })).status).toBe(400);
    expect((await bench.ada.client.get(path)).body.artifacts).toEqual([]);
  });

  it('of an unknown task create no workspace', async () => {
    const id = randomUUID();
    expect((await bench.upload(id, formOf('a', 'x'))).status).toBe(404);
    expect(await bench.installation.sql('SELECT FROM workspace WHERE id = $1', [id])).toEqual([]);
  });
});
