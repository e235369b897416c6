import { randomUUID } from 'node:crypto';
import { text as textOf } from 'node:stream/consumers';
import { DocumentTreeService } from '../nodes/document-tree.service';
import { SearchService } from '../search/search.service';
import { DocumentsApp, documentsApp, PlainExtractor, someone, upload } from '../testing/documents-app';
import { RevisionsService } from './revisions.service';

let app: DocumentsApp;
let revisions: RevisionsService;
beforeAll(async () => {
  app = await documentsApp();
  revisions = app.get(RevisionsService);
});
afterEach(() => {
  PlainExtractor.before = undefined;
});
afterAll(() => app.close());

const found = async (owner: ReturnType<typeof someone>, query: string): Promise<string[]> =>
  (await app.get(SearchService).search(owner, query)).map(({ chunk }) => chunk.text);

describe('a new revision', () => {
  it('replaces what is searched and shown, and leaves the old one to be read', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, '# Herons\n\nThey eat fish.');
    const pending = await revisions.add(
      owner,
      id,
      upload('# Otters\n\nThey eat crabs.', { filename: 'new.txt' }),
    );
    expect(pending).toMatchObject({
      revision: 2,
      status: 'queued',
      progress: 0,
      filename: 'new.txt',
      title: 'new.txt',
    });
    expect(await found(owner, 'fish')).toEqual([]);
    await app.ingestion.ingest(id);
    expect(await app.documents.get(owner, id)).toMatchObject({ status: 'ready', revision: 2, nodeCount: 2 });
    expect(await found(owner, 'crabs')).toHaveLength(1);
    const trees = app.get(DocumentTreeService);
    const old = await trees.blocks(owner, id, { revision: 1 });
    expect(old.items.map(({ kind, text }) => [kind, text])).toEqual([
      ['heading', '# Herons'],
      ['paragraph', 'They eat fish.'],
    ]);
    const { stream } = await revisions.content(owner, id, 1);
    expect(await textOf(stream)).toBe('# Herons\n\nThey eat fish.');
    expect((await revisions.list(owner, id)).items.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('is refused when it stands on one that is not the newest any more', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'One.');
    await revisions.add(owner, id, { ...upload('Two.'), basedOn: 1 });
    const objects = await app.objects();
    await expect(revisions.add(owner, id, { ...upload('Three.'), basedOn: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await app.objects()).toEqual(objects);
    expect(await app.documents.get(owner, id)).toMatchObject({ revision: 2 });
  });

  it('takes the document from whoever still reads the old one', async () => {
    const owner = someone();
    const { id } = await app.documents.create(owner, upload('Old one.\fOld two.'));
    PlainExtractor.before = async (page) => {
      if (!page.startsWith('Old two')) return;
      PlainExtractor.before = undefined;
      await revisions.add(owner, id, upload('New one.'));
      await app.ingestion.ingest(id);
    };
    await app.ingestion.ingest(id);
    expect(await app.documents.get(owner, id)).toMatchObject({ status: 'ready', revision: 2 });
    expect(await app.documents.text(owner, id)).toBe('New one.');
    expect(await found(owner, 'old')).toEqual([]);
  });

  it('restores an earlier content as the newest', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'Herons.');
    await revisions.add(owner, id, upload('Otters.'));
    await app.ingestion.ingest(id);
    await revisions.restore(owner, id, 1);
    await app.ingestion.ingest(id);
    expect(await app.documents.get(owner, id)).toMatchObject({ revision: 3, status: 'ready' });
    expect(await found(owner, 'herons')).toEqual(['Herons.']);
  });

  it('is nothing to anybody else', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'Herons.');
    const stranger = { orgId: owner.orgId, userId: randomUUID() };
    for (const attempt of [
      () => revisions.list(stranger, id),
      () => revisions.content(stranger, id, 1),
      () => revisions.add(stranger, id, upload('x')),
      () => revisions.restore(stranger, id, 1),
      () => app.get(DocumentTreeService).outlined(stranger, id),
      () => app.get(DocumentTreeService).blocks(stranger, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    await expect(revisions.get(owner, id, 2)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('goes with the document, bytes of all', async () => {
    const owner = someone();
    const before = await app.objects();
    const { id } = await app.ingested(owner, 'One.');
    await revisions.add(owner, id, upload('Two.'));
    await app.ingestion.ingest(id);
    await revisions.restore(owner, id, 1);
    expect((await app.objects()).length).toBe(before.length + 2);
    await app.documents.remove(owner, id);
    expect(await app.objects()).toEqual(before);
    for (const table of ['document_revision', 'node', 'document_text', 'chunk']) {
      const { rowCount } = await app.pool.query(`SELECT 1 FROM ${table} WHERE document_id = $1`, [id]);
      expect(rowCount).toBe(0);
    }
  });
});
