import { randomUUID } from 'node:crypto';
import { note, somebody, TestWorkspaces } from '../workspaces.spec-support';

describe('text of a file', () => {
  let workspaces: TestWorkspaces;
  const owner = somebody();

  beforeAll(async () => {
    workspaces = await TestWorkspaces.open();
  });
  afterAll(() => workspaces.close());

  const read = async (bytes: Uint8Array, maxBytes?: number) => {
    const file = await workspaces.files.put(owner, randomUUID(), note('', { bytes }));
    return workspaces.files.readText(file, maxBytes);
  };

  it.each([
    ['', ''],
    ['äöü €', 'äöü €'],
    ['\ufeffmarked', 'marked'],
  ])('is read as UTF-8: %j', async (stored, text) => {
    expect(await read(Buffer.from(stored))).toEqual({ text, truncated: false });
  });

  it('is read to the end when it has exactly the length asked for', async () => {
    expect(await read(Buffer.from('12345'), 5)).toEqual({ text: '12345', truncated: false });
  });

  it.each([5, 6, 7])(
    'says when it was cut, and never ends in half a character (%d bytes)',
    async (maxBytes) => {
      expect(await read(Buffer.from('ab€€'), maxBytes)).toEqual({ text: 'ab€', truncated: true });
    },
  );

  it('is cut at 100,000 bytes by default', async () => {
    const { text, truncated } = await read(Buffer.alloc(100_001, 'x'));
    expect([text.length, truncated]).toEqual([100_000, true]);
  });

  it('shows a replacement for bytes that are no UTF-8', async () => {
    expect((await read(Buffer.from([0x61, 0xe4, 0x62]))).text).toBe('a\ufffdb');
  });

  it('refuses binary data', async () => {
    await expect(read(Buffer.from([0x50, 0x4b, 0x00, 0x04]))).rejects.toMatchObject({
      details: { reason: 'not_text' },
    });
  });
});
