import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { note, somebody, TestWorkspaces } from '../workspaces.spec-support';

const MEGABYTE = 1024 ** 2;

describe('writing to a workspace', () => {
  let workspaces: TestWorkspaces;
  let owner = somebody();
  let workspaceId = randomUUID();

  beforeAll(async () => {
    workspaces = await TestWorkspaces.open({
      MAX_UPLOAD_MB: '1',
      WORKSPACE_MAX_FILES: '3',
      WORKSPACE_MAX_MB: '2',
    });
  });
  afterAll(() => workspaces.close());
  beforeEach(async () => {
    owner = somebody();
    workspaceId = randomUUID();
    await workspaces.source.query('DELETE FROM workspace');
  });

  const put = (body: string, overrides = {}) =>
    workspaces.files.put(owner, workspaceId, note(body, overrides));
  const now = async (filename = 'note.txt') =>
    workspaces.content(await workspaces.files.find(owner, workspaceId, filename));

  it('replaces the content of a file of the same name under the same id', async () => {
    const first = await put('old', { metadata: { createdBy: 'user', uploadedBy: 'ada' } });
    const second = await put('newer', { metadata: { createdBy: 'agent' } });
    expect(second).toMatchObject({ id: first.id, version: 2, size: 5, metadata: { createdBy: 'agent' } });
    expect(await now()).toBe('newer');
    expect((await workspaces.files.list(owner, workspaceId)).items).toHaveLength(1);
  });

  it('lets somebody who has just read the row open the content it names, and removes it later', async () => {
    const first = await put('old');
    await put('new');
    await workspaces.strays.sweep();
    expect(await workspaces.content(first)).toBe('old');
    await workspaces.sweep();
    await expect(workspaces.files.open(first)).rejects.toMatchObject({ code: 'not_found' });
    expect(await now()).toBe('new');
  });

  it('survives many writers of one name: all succeed, one content stays whole, no bytes are left over', async () => {
    await workspaces.sweep();
    const before = await workspaces.objects();
    const bodies = Array.from({ length: 16 }, (_, index) => `${index}`.repeat(50_000));
    const files = await Promise.all(bodies.map((body) => put(body)));
    expect(files.map(({ version }) => version).sort((a, b) => a - b)).toEqual(bodies.map((_, i) => i + 1));
    const last = files.findIndex(({ version }) => version === bodies.length);
    expect((await now()) === bodies[last]).toBe(true);
    await workspaces.sweep();
    expect(await workspaces.objects()).toHaveLength(before.length + 1);
    expect((await now()) === bodies[last]).toBe(true);
  });

  it('does a named write once, also when the file was replaced since', async () => {
    const write = { version: 'run-1/step-3', metadata: { createdBy: 'agent' } };
    const first = await put('by the agent', write);
    expect(await put('by the agent', write)).toMatchObject({ id: first.id, version: 1 });
    await put('by the user');
    expect(await put('by the agent', write)).toMatchObject({ id: first.id, version: 2 });
    expect(await now()).toBe('by the user');
  });

  it('does a named write once when it is repeated while it is under way', async () => {
    await workspaces.sweep();
    const before = await workspaces.objects();
    const files = await Promise.all(Array.from({ length: 8 }, () => put('x', { version: 'same' })));
    expect(files.map(({ version }) => version)).toEqual(files.map(() => 1));
    expect(await workspaces.objects()).toHaveLength(before.length + 1);
  });

  it('refuses the name of a write for another file', async () => {
    await put('x', { version: 'step' });
    await expect(put('x', { version: 'step', filename: 'b.txt' })).rejects.toMatchObject({
      details: { reason: 'idempotency_key_reused' },
    });
  });

  it('knows the names of writes of its own workspace only', async () => {
    await put('x', { version: 'step' });
    workspaceId = randomUUID();
    expect(await put('y', { version: 'step' })).toMatchObject({ version: 1 });
    expect(await now()).toBe('y');
  });

  it('stores a file of exactly the limit, refuses one byte more, and keeps nothing of it', async () => {
    await put('x'.repeat(MEGABYTE));
    const before = await workspaces.objects();
    await expect(put('y'.repeat(MEGABYTE + 1))).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { reason: 'size' },
    });
    expect(await workspaces.objects()).toEqual(before);
    expect((await now()).startsWith('x')).toBe(true);
  });

  it('refuses more files than a workspace may have, also from many writers at once', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `${index}.txt`);
    const outcomes = await Promise.allSettled(names.map((filename) => put('x', { filename })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'limit_exceeded', details: { reason: 'size' } });
    const { items } = await workspaces.files.list(owner, workspaceId);
    expect(await put('replaced', { filename: items[0]?.filename })).toMatchObject({ version: 2 });
  });

  it('refuses more bytes than a workspace may have, counting what is replaced only once', async () => {
    await put('a'.repeat(MEGABYTE), { filename: 'a' });
    await put('b'.repeat(MEGABYTE), { filename: 'b' });
    expect(await put('c'.repeat(MEGABYTE), { filename: 'b' })).toMatchObject({ version: 2 });
    await expect(put('d', { filename: 'd' })).rejects.toMatchObject({ details: { reason: 'size' } });
  });

  it('keeps what was there when an upload breaks off, and nothing of the upload', async () => {
    await put('whole');
    const before = await workspaces.objects();
    const stream = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        await wait(1);
        throw new Error('the line is dead');
      })(),
    );
    await expect(
      workspaces.files.put(owner, workspaceId, {
        filename: 'note.txt',
        stream,
        metadata: { createdBy: 'user' },
      }),
    ).rejects.toThrow('the line is dead');
    expect(await now()).toBe('whole');
    expect(await workspaces.objects()).toEqual(before);
  });

  it('refuses a stream that broke before anybody read it', async () => {
    const stream = new Readable({ read: () => undefined });
    const pending = workspaces.files.put(owner, workspaceId, {
      ...{ filename: 'note.txt', stream, metadata: { createdBy: 'user' } },
    });
    stream.destroy(new Error('gone'));
    await expect(pending).rejects.toThrow();
    expect((await workspaces.files.list(owner, workspaceId)).items).toEqual([]);
  });
});
