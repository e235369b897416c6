import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { note, somebody, TestWorkspaces } from '../workspaces.spec-support';

describe('bytes that no file owns', () => {
  let workspaces: TestWorkspaces;

  beforeAll(async () => {
    workspaces = await TestWorkspaces.open();
  });
  afterAll(() => workspaces.close());

  /** What a process leaves that dies after storing the bytes. */
  async function crashed(): Promise<string> {
    const key = `workspaces/${randomUUID()}/${randomUUID()}`;
    await workspaces.strays.expect(key);
    await workspaces.storage.put(key, Readable.from([Buffer.from('x')]), { maxBytes: 10 });
    return key;
  }

  it('stay while an upload may still be under way, and go when it is certainly over', async () => {
    const key = await crashed();
    await workspaces.strays.sweep();
    expect(await workspaces.storage.head(key)).toBeDefined();
    await workspaces.sweep();
    expect(await workspaces.storage.head(key)).toBeUndefined();
    expect(await workspaces.source.query('SELECT * FROM workspace_stray')).toEqual([]);
  });

  it('cannot be mistaken for those of a file: the word of an unsure writer removes nothing', async () => {
    const { files, strays } = workspaces;
    const file = await files.put(somebody(), randomUUID(), note('kept'));
    expect(await strays.remove(file.storageKey)).toBe(false);
    expect(await workspaces.content(file)).toBe('kept');
  });

  it('cannot be given to a file once their removal has begun', async () => {
    const key = await crashed();
    await workspaces.strays.remove(key);
    await expect(
      workspaces.source.transaction((manager) => workspaces.strays.adopt(manager, key)),
    ).rejects.toThrow('gone');
  });

  it('are removed although others cannot be, which are tried again later', async () => {
    const stuck = `workspaces/${randomUUID()}`;
    const inside = join(workspaces.path(stuck), 'folder', 'file');
    await mkdir(dirname(inside), { recursive: true });
    await writeFile(inside, '');
    await workspaces.strays.expect(stuck);
    await workspaces.source.query('UPDATE workspace_stray SET remove_after = now()');
    const key = await crashed();
    await workspaces.source.query(`UPDATE workspace_stray SET remove_after = now() WHERE storage_key = $1`, [
      key,
    ]);
    await workspaces.strays.sweep();
    expect(await workspaces.storage.head(key)).toBeUndefined();
    expect(
      await workspaces.source.query('SELECT storage_key FROM workspace_stray WHERE remove_after > now()'),
    ).toEqual([{ storage_key: stuck }]);
  });
});
