import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { type WorkspaceFile, WorkspaceFilesService } from '@muster/workspaces';
import { ownerOf, TasksService } from './tasks.service';

export interface TaskUpload {
  /** A base name. */
  filename: string;
  /** What the sender declares. */
  contentType?: string;
  stream: Readable;
}

/** The files of a task, which lie in its run's workspace. Another owner's task is `NotFoundError`. */
@Injectable()
export class TaskFilesService {
  constructor(
    private readonly tasks: TasksService,
    private readonly files: WorkspaceFilesService,
  ) {}

  /** In place of one of the same name; the agent sees it from its next step on. */
  async attach(
    actor: Actor,
    taskId: string,
    { filename, contentType, stream }: TaskUpload,
  ): Promise<WorkspaceFile> {
    const { id } = await this.tasks.run(actor, taskId);
    const metadata = { createdBy: 'user' as const, uploadedBy: actor.username };
    return this.files.put(ownerOf(actor), id, { filename, contentType, stream, metadata });
  }

  /** By id or by name. */
  async open(
    actor: Actor,
    taskId: string,
    idOrName: string,
  ): Promise<{ file: WorkspaceFile; stream: Readable }> {
    const { id } = await this.tasks.run(actor, taskId);
    const file = await this.files.find(ownerOf(actor), id, idOrName);
    return { file, stream: await this.files.open(file) };
  }
}
