import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, Not } from 'typeorm';
import { ConflictError, LimitExceededError, NotFoundError } from '@muster/platform';
import type { WorkspaceOwner } from '../owner';
import { StrayFiles } from '../strays/stray-files';
import { WorkspaceSettings } from '../workspaces.settings';
import { Workspace } from './workspace.entity';
import { type FileMetadata, WorkspaceFile } from './workspace-file.entity';
import { WorkspaceWrite } from './workspace-write.entity';

/** Bytes that lie in the storage, and what their file is to be. */
export interface NewContent {
  filename: string;
  contentType: string;
  size: number;
  metadata: FileMetadata;
  storageKey: string;
  /** The name of this write. */
  key?: string;
}

const MEGABYTE = 1024 ** 2;

/** Makes stored bytes the content of a file. Writers of one workspace take turns. */
@Injectable()
export class FilePublisher {
  constructor(
    private readonly source: DataSource,
    private readonly strays: StrayFiles,
    private readonly settings: WorkspaceSettings,
  ) {}

  /** The file of a write that was done before; undefined when it was not. */
  async written(
    owner: WorkspaceOwner,
    workspaceId: string,
    write: { key?: string; filename: string },
    manager: EntityManager = this.source.manager,
  ): Promise<WorkspaceFile | undefined> {
    if (write.key === undefined) return undefined;
    const { orgId, userId } = owner;
    const done = await manager.findOne(WorkspaceWrite, {
      where: { workspaceId, key: write.key, file: { orgId, userId } },
      relations: { file: true },
    });
    if (done?.file && done.file.filename !== write.filename)
      throw new ConflictError('this write was done before, to another file', {
        reason: 'idempotency_key_reused',
      });
    return done?.file;
  }

  /** Answers the file as it is now. When the write was done before, the bytes stay without an owner. */
  publish(owner: WorkspaceOwner, workspaceId: string, content: NewContent): Promise<WorkspaceFile> {
    return this.source.transaction(async (manager) => {
      await enter(manager, owner, workspaceId);
      const done = await this.written(owner, workspaceId, content, manager);
      if (done) return done;
      await this.checkRoom(manager, workspaceId, content);
      await this.strays.adopt(manager, content.storageKey);
      const file = await this.write(manager, owner, workspaceId, content);
      if (content.key !== undefined)
        await manager.insert(WorkspaceWrite, { workspaceId, key: content.key, fileId: file.id });
      return file;
    });
  }

  /** With everything in it; the bytes go with a later sweep. */
  async remove(workspaceId: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.findOne(Workspace, { where: { id: workspaceId }, lock: { mode: 'pessimistic_write' } });
      const files = await manager.findBy(WorkspaceFile, { workspaceId });
      if (files.length > 0)
        await this.strays.abandon(
          manager,
          files.map(({ storageKey }) => storageKey),
        );
      await manager.delete(Workspace, { id: workspaceId });
    });
  }

  private async checkRoom(manager: EntityManager, workspaceId: string, content: NewContent): Promise<void> {
    const { maxFiles, maxMb } = this.settings;
    const others = { workspaceId, filename: Not(content.filename) };
    if ((await manager.countBy(WorkspaceFile, others)) >= maxFiles)
      throw new LimitExceededError(`a workspace holds at most ${maxFiles} files`, { reason: 'size' });
    const taken = (await manager.sum(WorkspaceFile, 'size', others)) ?? 0;
    if (taken + content.size > maxMb * MEGABYTE)
      throw new LimitExceededError(`a workspace holds at most ${maxMb} MB`, { reason: 'size' });
  }

  private async write(
    manager: EntityManager,
    { orgId, userId }: WorkspaceOwner,
    workspaceId: string,
    { key: _, ...content }: NewContent,
  ): Promise<WorkspaceFile> {
    const before = await manager.findOneBy(WorkspaceFile, { workspaceId, filename: content.filename });
    if (!before)
      return manager.save(manager.create(WorkspaceFile, { workspaceId, orgId, userId, ...content }));
    await this.strays.abandon(manager, [before.storageKey]);
    return manager.save(Object.assign(before, content, { version: before.version + 1 }));
  }
}

/** Founds the workspace if need be, and keeps other writers out until the transaction ends. */
async function enter(manager: EntityManager, { orgId, userId }: WorkspaceOwner, id: string): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(Workspace)
    .values({ id, orgId, userId })
    .orIgnore()
    .execute();
  const own = await manager.findOne(Workspace, {
    where: { id, orgId, userId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!own) throw new NotFoundError('workspace', id);
}
