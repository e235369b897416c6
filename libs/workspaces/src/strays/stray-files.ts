import { Injectable, Logger } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { Storage } from '@muster/platform';
import { WorkspaceStray } from './workspace-stray.entity';

/** No upload takes that long. */
const UPLOAD_MS = 24 * 3_600_000;
/** Whoever read a row may still open the content it names for so long after it was replaced. */
const READERS_MS = 60_000;
const RETRY_MS = 5 * 60_000;
const SWEPT_AT_ONCE = 200;

/**
 * Keeps storage and database in step without a common transaction: the key of bytes is written down before they
 * come, crossed out in the transaction that gives them to a file, and written down again when the file lets go.
 */
@Injectable()
export class StrayFiles {
  private readonly logger = new Logger(StrayFiles.name);

  constructor(
    private readonly source: DataSource,
    private readonly storage: Storage,
  ) {}

  /** Before bytes are put: should nobody `adopt` them, they go. */
  async expect(storageKey: string): Promise<void> {
    await this.source.manager.insert(WorkspaceStray, { storageKey, removeAfter: after(UPLOAD_MS) });
  }

  /** The bytes have a file as soon as the transaction commits. Throws when they are being removed. */
  async adopt(manager: EntityManager, storageKey: string): Promise<void> {
    const { affected } = await manager.delete(WorkspaceStray, { storageKey });
    if (affected !== 1) throw new Error(`the bytes of ${storageKey} are gone`);
  }

  /** The file lets go of its bytes as soon as the transaction commits. */
  async abandon(manager: EntityManager, storageKeys: string[]): Promise<void> {
    const removeAfter = after(READERS_MS);
    await manager.insert(
      WorkspaceStray,
      storageKeys.map((storageKey) => ({ storageKey, removeAfter })),
    );
  }

  /**
   * Removes the bytes unless a file has them, and answers whether there were such. The row stays locked
   * meanwhile: a transaction that would adopt them waits, and fails.
   */
  remove(storageKey: string): Promise<boolean> {
    return this.source.transaction((manager) => this.take(manager, storageKey));
  }

  /** Removes what is due. Several processes may sweep at once: each key is taken by one of them. */
  async sweep(): Promise<void> {
    for (let left = SWEPT_AT_ONCE; left > 0 && (await this.removeNext()); left -= 1);
  }

  private removeNext(): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const due = await manager
        .createQueryBuilder(WorkspaceStray, 'stray')
        .where('stray.removeAfter <= now()')
        .orderBy('stray.removeAfter')
        .limit(1)
        .setLock('pessimistic_write')
        .setOnLocked('skip_locked')
        .getOne();
      if (!due) return false;
      await this.take(manager, due.storageKey).catch((error: unknown) => this.postpone(manager, due, error));
      return true;
    });
  }

  private async take(manager: EntityManager, storageKey: string): Promise<boolean> {
    const row = await manager.findOne(WorkspaceStray, {
      where: { storageKey },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) return false;
    await this.storage.remove(storageKey);
    await manager.delete(WorkspaceStray, { storageKey });
    return true;
  }

  /** One key that cannot be removed must not keep the others from it. */
  private async postpone(
    manager: EntityManager,
    { storageKey }: WorkspaceStray,
    error: unknown,
  ): Promise<void> {
    this.logger.warn(`${storageKey} not removed: ${String(error)}`);
    await manager.update(WorkspaceStray, { storageKey }, { removeAfter: after(RETRY_MS) });
  }
}

const after = (ms: number): Date => new Date(Date.now() + ms);
