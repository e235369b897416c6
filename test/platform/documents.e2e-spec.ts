import { AppProcess } from '../support/app-process';
import { formOf } from '../support/forms';
import { Installation, Person, RunningGateway } from '../support/installation';
import { untilReady, upload } from '../support/step-tasks';

const RIVERS =
  '# Rivers\n\nOn rivers.\n\n## Rhine\n\n- It flows.\n- It is long.\n\n## Oder\n\nShort.\n\n# Lakes\n\nStill.\n';

describe('/api/v1/documents/{id}', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ingest: AppProcess;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    ingest = AppProcess.start('document-ingest', installation.env);
    ada = await gateway.person();
  }, 60_000);

  afterAll(async () => {
    await ingest.stop();
    await installation.close();
  });

  const ready = async (filename: string, text: string): Promise<string> => {
    const { body } = await upload(ada.client, filename, text);
    await untilReady(ada.client, body.id as string);
    return body.id as string;
  };

  const revise = (id: string, filename: string, text: string, query: Record<string, string> = {}) =>
    ada.client.send('POST', `/api/v1/documents/${id}/revisions`, { raw: formOf(filename, text), query });

  it('shows chapters and sections, and the blocks that each of them holds', async () => {
    const id = await ready('rivers.md', RIVERS);
    const { body } = await ada.client.get(`/api/v1/documents/${id}`);
    expect(body).toMatchObject({
      status: 'ready',
      revision: 1,
      content_type: 'text/markdown',
      block_count: 8,
    });
    const told = body.chapters.map(
      ({ title, sections }: { title: string; sections: { title: string }[] }) => [
        title,
        sections.map((section) => section.title),
      ],
    );
    expect(told).toEqual([
      ['Rivers', ['Rivers', 'Rhine', 'Oder']],
      ['Lakes', ['Lakes']],
    ]);
    const rhine = body.chapters[0].sections[1];
    const { body: blocks } = await ada.client.get(`/api/v1/documents/${id}/blocks`, {
      query: { from: String(rhine.first_block), limit: String(rhine.block_count) },
    });
    expect(blocks.items.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ['heading', '## Rhine'],
      ['list', '- It flows.\n- It is long.'],
    ]);
    expect(blocks.next).toBe(rhine.first_block + 2);
  });

  it('takes new content and keeps the old', async () => {
    const id = await ready('one.txt', 'First words.');
    expect(await revise(id, 'two.txt', 'Second words.', { based_on: '1' })).toMatchObject({
      status: 202,
      body: { revision: 2, filename: 'two.txt' },
    });
    await untilReady(ada.client, id);
    expect(await revise(id, 'three.txt', 'Third.', { based_on: '1' })).toMatchObject({ status: 409 });
    const texts = await Promise.all(
      ['1', '2'].map(async (revision) => {
        const { body } = await ada.client.get(`/api/v1/documents/${id}/blocks`, { query: { revision } });
        return body.items[0].text as string;
      }),
    );
    expect(texts).toEqual(['First words.', 'Second words.']);
    const { body: list } = await ada.client.get(`/api/v1/documents/${id}/revisions`, {
      query: { limit: '1' },
    });
    expect(list).toMatchObject({ items: [{ number: 2, filename: 'two.txt' }], next_cursor: '2' });
    expect(await ada.client.post(`/api/v1/documents/${id}/revisions/1/restore`)).toMatchObject({
      status: 202,
      body: { revision: 3, filename: 'one.txt' },
    });
    const bytes = await fetch(`${gateway.url}/api/v1/documents/${id}/revisions/3/content`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    expect(await bytes.text()).toBe('First words.');
  });

  it('refuses what is no revision, and what cannot be read', async () => {
    const id = await ready('one.txt', 'First words.');
    expect((await revise(id, 'x.bin', '\0\u0001\u0002')).status).toBe(415);
    expect((await ada.client.get(`/api/v1/documents/${id}`)).body.revision).toBe(1);
    for (const number of ['0', '-1', 'x', '99999999999'])
      expect((await ada.client.post(`/api/v1/documents/${id}/revisions/${number}/restore`)).status).toBe(422);
    expect((await ada.client.post(`/api/v1/documents/${id}/revisions/9/restore`)).status).toBe(404);
  });

  it('is nothing to anybody else', async () => {
    const id = await ready('one.txt', 'First words.');
    const bob = await gateway.person();
    for (const path of ['', '/blocks', '/revisions', '/revisions/1/content'])
      expect((await bob.client.get(`/api/v1/documents/${id}${path}`)).status).toBe(404);
    expect((await bob.client.post(`/api/v1/documents/${id}/revisions/1/restore`)).status).toBe(404);
  });
});
