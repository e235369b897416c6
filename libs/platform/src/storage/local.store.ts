import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '../errors/domain.errors';
import type { ByteRange, ObjectInfo, ObjectStore } from './object-store';

/** Unfinished files: the leading dot keeps them apart from every key. */
const UNFINISHED = '.unfinished';
/** Each one fails only when somebody removes a neighbour within the same instant. */
const MOST_TRIES = 100;

/** A folder. A key appears by a rename, so a reader sees a whole object or none. */
export class LocalStore implements ObjectStore {
  constructor(private readonly root: string) {}

  async write(key: string, body: Readable): Promise<void> {
    const unfinished = join(this.root, UNFINISHED, randomUUID());
    await mkdir(dirname(unfinished), { recursive: true });
    try {
      await pipeline(body, createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }));
      await this.publish(unfinished, join(this.root, key));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  async read(key: string, range: ByteRange = { start: 0 }): Promise<Readable> {
    try {
      const file = await open(join(this.root, key));
      return file.createReadStream(range);
    } catch (error) {
      throw isMissing(error) ? new NotFoundError('object', key) : error;
    }
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    try {
      const { size, mtime } = await stat(join(this.root, key));
      return { size, modifiedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.root, key), { force: true });
    await this.removeEmptyFolders(dirname(key));
  }

  async removePrefix(prefix: string): Promise<void> {
    await rm(join(this.root, prefix), { recursive: true, force: true });
    await this.removeEmptyFolders(dirname(prefix));
  }

  link(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Tries again when `removeEmptyFolders`, here or in another process, took a folder away in between. */
  private async publish(unfinished: string, path: string): Promise<void> {
    for (let tries = MOST_TRIES; ; tries -= 1) {
      try {
        await mkdir(dirname(path), { recursive: true });
        await rename(unfinished, path);
        return await syncFolder(dirname(path));
      } catch (error) {
        if (!isMissing(error) || tries === 1) throw error;
      }
    }
  }

  private async removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path !== '.'; path = dirname(path)) {
      try {
        await rmdir(join(this.root, path));
      } catch {
        return;
      }
    }
  }
}

/** Makes the rename itself survive a power cut; not every platform can open a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  try {
    await folder?.sync().catch(() => undefined);
  } finally {
    await folder?.close();
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
