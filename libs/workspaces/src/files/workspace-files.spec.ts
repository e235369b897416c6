import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { note, somebody, TestWorkspaces } from '../workspaces.spec-support';

describe('files of a workspace', () => {
  let workspaces: TestWorkspaces;
  let owner = somebody();
  let workspaceId = randomUUID();

  beforeAll(async () => {
    workspaces = await TestWorkspaces.open();
  });
  afterAll(() => workspaces.close());
  beforeEach(() => {
    owner = somebody();
    workspaceId = randomUUID();
  });

  it('are kept with their bytes, their type and who made them', async () => {
    const stream = Readable.from([Buffer.from('a,b\n'), Buffer.from('1,2\n')]);
    const metadata = { createdBy: 'user' as const, uploadedBy: 'ada' };
    const put = await workspaces.files.put(owner, workspaceId, { filename: 'table.csv', stream, metadata });
    const found = await workspaces.files.find(owner, workspaceId, put.id);
    expect(found).toMatchObject({
      ...{ workspaceId, filename: 'table.csv', contentType: 'text/csv', size: 8, version: 1, metadata },
      ...owner,
    });
    expect(await workspaces.content(found)).toBe('a,b\n1,2\n');
  });

  it('are found by id and by name, whatever Unicode form the name came in', async () => {
    const put = await workspaces.files.put(owner, workspaceId, note('x', { filename: 'cafe\u0301.txt' }));
    for (const name of [put.id, put.id.toUpperCase(), 'cafe\u0301.txt', 'caf\u00e9.txt'])
      expect((await workspaces.files.find(owner, workspaceId, name)).id).toBe(put.id);
    const named = await workspaces.files.put(owner, workspaceId, note('y', { filename: randomUUID() }));
    expect((await workspaces.files.find(owner, workspaceId, named.filename)).id).toBe(named.id);
  });

  it.each([randomUUID(), 'missing.txt', '', 'a\0b', '\ud800'])('answer NotFound for %j', async (name) => {
    await workspaces.files.put(owner, workspaceId, note('x'));
    await expect(workspaces.files.find(owner, workspaceId, name)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('are listed by name in byte order, page by page, each once', async () => {
    const names = ['b.txt', 'B.txt', 'a.txt', 'ä.txt', 'a b.txt'];
    for (const filename of names) await workspaces.files.put(owner, workspaceId, note('x', { filename }));
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await workspaces.files.list(owner, workspaceId, { limit: 2, cursor: cursor ?? undefined });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ filename }) => filename));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['B.txt', 'a b.txt', 'a.txt', 'b.txt', 'ä.txt']);
  });

  it.each(['not a cursor', '====', 'AA'])('refuse the cursor %j', async (cursor) => {
    await expect(workspaces.files.list(owner, workspaceId, { cursor })).rejects.toMatchObject({
      details: { fields: { cursor: expect.any(String) as string } },
    });
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['.', 'must name'],
    ['..', 'must name'],
    ['a/b.txt', 'folders'],
    ['..\\b.txt', 'folders'],
    ['a\nb', 'cannot be shown'],
    ['a\0b', 'cannot be shown'],
    ['a\u2028b', 'cannot be shown'],
    ['a\ud800', 'cannot be shown'],
    ['ä'.repeat(128), 'longer'],
  ])('refuse the name %j', async (filename, why) => {
    await expect(workspaces.files.put(owner, workspaceId, note('x', { filename }))).rejects.toMatchObject({
      code: 'invalid',
      details: { fields: { filename: expect.stringContaining(why) as string } },
    });
  });

  it('may have the longest name there is', async () => {
    const filename = 'a'.repeat(255);
    expect((await workspaces.files.put(owner, workspaceId, note('x', { filename }))).filename).toBe(filename);
  });

  it('belong to one user in one organization: to all others the workspace looks empty', async () => {
    const file = await workspaces.files.put(owner, workspaceId, note('mine'));
    for (const other of [
      { ...owner, userId: randomUUID() },
      { ...owner, orgId: randomUUID() },
    ]) {
      expect(await workspaces.files.list(other, workspaceId)).toEqual({ items: [], nextCursor: null });
      for (const name of [file.id, file.filename])
        await expect(workspaces.files.find(other, workspaceId, name)).rejects.toMatchObject({
          code: 'not_found',
        });
      for (const filename of ['note.txt', 'other.txt'])
        await expect(
          workspaces.files.put(other, workspaceId, note('theirs', { filename })),
        ).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await workspaces.content(await workspaces.files.find(owner, workspaceId, 'note.txt'))).toBe(
      'mine',
    );
  });

  it('are not found under another workspace of the same owner', async () => {
    const { id } = await workspaces.files.put(owner, workspaceId, note('x'));
    await expect(workspaces.files.find(owner, randomUUID(), id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are gone, with their bytes, when the workspace is removed', async () => {
    const other = await workspaces.files.put(owner, randomUUID(), note('stays'));
    const files = [
      await workspaces.files.put(owner, workspaceId, note('x', { version: 'step-1' })),
      await workspaces.files.put(owner, workspaceId, note('y', { filename: 'y' })),
    ];
    await workspaces.files.removeWorkspace(workspaceId);
    await workspaces.files.removeWorkspace(workspaceId);
    await workspaces.sweep();
    expect(await workspaces.files.list(owner, workspaceId)).toEqual({ items: [], nextCursor: null });
    for (const { storageKey } of files)
      await expect(workspaces.storage.head(storageKey)).resolves.toBeUndefined();
    expect(await workspaces.content(other)).toBe('stays');
  });

  it('can be read in part', async () => {
    const file = await workspaces.files.put(owner, workspaceId, note('0123456789'));
    expect(await text(await workspaces.files.open(file, { start: 2, end: 4 }))).toBe('234');
  });
});
