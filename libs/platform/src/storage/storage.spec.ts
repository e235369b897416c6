import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { S3Server } from '@muster/testing';
import { loadSettings } from '../config/settings';
import { LocalStore } from './local.store';
import { S3Store } from './s3.store';
import { Storage } from './storage';
import { StorageSettings } from './storage.settings';

interface Place {
  storage: Storage;
  /** Everything that lies there, unfinished or not. */
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

async function localPlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'muster-storage-'));
  const leftovers = async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  return {
    storage: new Storage(new LocalStore(root)),
    leftovers,
    close: () => rm(root, { recursive: true }),
  };
}

async function s3Place(): Promise<Place> {
  const server = await S3Server.start();
  const [settings] = loadSettings([StorageSettings], {
    S3_ENDPOINT: server.endpoint,
    S3_BUCKET: server.bucket,
    S3_ACCESS_KEY_ID: server.accessKeyId,
    S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    S3_FORCE_PATH_STYLE: 'on',
  });
  return {
    storage: new Storage(new S3Store(server.bucket, settings)),
    leftovers: () => Promise.resolve([...server.objects.keys(), ...server.uploads.keys()]),
    close: () => server.close(),
  };
}

const MEGABYTE = 1024 ** 2;
const megabytes = (count: number): Readable =>
  Readable.from(Array.from({ length: count }, (_, index) => Buffer.alloc(MEGABYTE, index)));
const limit = { maxBytes: 64 * MEGABYTE };

describe.each([
  ['a local folder', localPlace],
  ['an S3 server', s3Place],
])('Storage in %s', (_, open) => {
  let place: Place;
  let storage: Storage;

  beforeAll(async () => {
    place = await open();
    ({ storage } = place);
  });
  afterAll(() => place.close());

  it('gives back what was put, whole and in part', async () => {
    const stored = await storage.put('a/one.txt', Readable.from(['hello ', 'world']), limit);
    const sha256 = createHash('sha256').update('hello world').digest('hex');
    expect(stored).toEqual({ size: 11, sha256 });
    expect(await text(await storage.get('a/one.txt'))).toBe('hello world');
    expect(await text(await storage.get('a/one.txt', { start: 6 }))).toBe('world');
    expect(await text(await storage.get('a/one.txt', { start: 0, end: 4 }))).toBe('hello');
    expect(await storage.head('a/one.txt')).toMatchObject({ size: 11 });
  });

  it('keeps a stream of many megabytes byte for byte', async () => {
    const { size, sha256 } = await storage.put('a/large', megabytes(13), limit);
    const bytes = await buffer(await storage.get('a/large'));
    expect(size).toBe(13 * MEGABYTE);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  });

  it('replaces an object as a whole', async () => {
    await storage.put('b/same', Readable.from(['a long first content']), limit);
    await storage.put('b/same', Readable.from(['second']), limit);
    expect(await text(await storage.get('b/same'))).toBe('second');
  });

  it('refuses what is over the limit and leaves nothing behind', async () => {
    const before = await place.leftovers();
    const error: unknown = await storage
      .put('c/huge', megabytes(13), { maxBytes: 11 * MEGABYTE })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'limit_exceeded', details: { reason: 'size' } });
    expect((error as Error).message).toContain('11 MB');
    expect(await place.leftovers()).toEqual(before);
  });

  it('accepts exactly as many bytes as the limit', async () => {
    await expect(storage.put('c/exact', Readable.from(['12345']), { maxBytes: 5 })).resolves.toMatchObject({
      size: 5,
    });
  });

  it('keeps the old object and nothing else when the source breaks off', async () => {
    await storage.put('d/kept', Readable.from(['before']), limit);
    const before = await place.leftovers();
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(6 * MEGABYTE);
        throw new Error('connection lost');
      })(),
    );
    await expect(storage.put('d/kept', broken, limit)).rejects.toThrow('connection lost');
    expect(await text(await storage.get('d/kept'))).toBe('before');
    expect(await place.leftovers()).toEqual(before);
  });

  it('says not found before the first byte', async () => {
    await expect(storage.get('none/here')).rejects.toMatchObject({ code: 'not_found' });
    expect(await storage.head('none/here')).toBeUndefined();
    await expect(storage.remove('none/here')).resolves.toBeUndefined();
  });

  it('removes one object, and all below a prefix but no neighbour that merely begins alike', async () => {
    const keys = ['e/x/1', 'e/x/2', 'e/x/y/3', 'e/xx/4', 'e/z'];
    for (const key of keys) await storage.put(key, Readable.from([key]), limit);
    await storage.remove('e/z');
    await storage.removePrefix('e/x');
    const present = await Promise.all(keys.map(async (key) => ((await storage.head(key)) ? key : '-')));
    expect(present).toEqual(['-', '-', '-', 'e/xx/4', '-']);
  });

  it.each(['../secret', 'a/../../b', '/etc/passwd', 'a//b', 'a/', '', '.unfinished/x', 'a\\b', 'a\0b'])(
    'takes no key that could lead elsewhere: %j',
    async (key) => {
      const before = await place.leftovers();
      await expect(storage.put(key, Readable.from(['x']), limit)).rejects.toThrow('not a storage key');
      expect(() => storage.get(key)).toThrow('not a storage key');
      expect(await place.leftovers()).toEqual(before);
    },
  );

  it('survives many writers and removers in the same folder', async () => {
    const rounds = Array.from({ length: 200 }, async (_none, index) => {
      const key = `f/shared/${index % 8}/${index}`;
      await storage.put(key, Readable.from([String(index)]), limit);
      await storage.remove(key);
    });
    await Promise.all(rounds);
    expect((await place.leftovers()).filter((name) => name.startsWith('f/'))).toEqual([]);
  });
});

describe('Storage.link', () => {
  it('is an address of the bucket that works for a while and only for this object', async () => {
    const place = await s3Place();
    await place.storage.put('g/one', Readable.from(['linked']), { ...limit, contentType: 'text/plain' });
    await place.storage.put('g/two', Readable.from(['other']), limit);
    const link = (await place.storage.link('g/one', { filename: 'résumé.txt', expiresIn: 60 })) ?? '';
    const answer = await fetch(link);
    expect(await answer.text()).toBe('linked');
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(answer.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''r%C3%A9sum%C3%A9.txt",
    );
    expect((await fetch(link.replace('g/one', 'g/two'))).status).toBe(403);
    const late = link.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000');
    expect((await fetch(late)).status).toBe(403);
    await place.close();
  });

  it('is undefined for a local folder', async () => {
    const place = await localPlace();
    expect(await place.storage.link('any', { filename: 'x', expiresIn: 60 })).toBeUndefined();
    await place.close();
  });
});
