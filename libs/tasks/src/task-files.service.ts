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
  /** What is to be kept with it, when that may come behind the bytes: asked for at their end. Throwing refuses the file. */
  details?: () => Record<string, string>;
}

/** The files of a task, which lie in its run's workspace. Another owner's task is `NotFoundError`. */
@Injectable()
export class TaskFilesService {
  constructor(
    private readonly tasks: TasksService,
    private readonly files: WorkspaceFilesService,
  ) {}

  /** In place of one of the same name; the agent sees it from its next step on. */
  async attach(actor: Actor, taskId: string, { details, ...file }: TaskUpload): Promise<WorkspaceFile> {
    const { id } = await this.tasks.run(actor, taskId);
    const metadata = () => ({ ...details?.(), createdBy: 'user' as const, uploadedBy: actor.username });
    return this.files.put(ownerOf(actor), id, { ...file, metadata });
  }

  /** By name, by page number from 1. */
  async numbered(
    actor: Actor,
    taskId: string,
    page: number,
    size: number,
  ): Promise<{ items: WorkspaceFile[]; total: number }> {
    const { id } = await this.tasks.run(actor, taskId);
    return this.files.numbered(ownerOf(actor), id, page, size);
  }

  /** The files of these tasks, as far as they are the actor's; by name. */
  ofTasks(actor: Actor, taskIds: string[]): Promise<WorkspaceFile[]> {
    return this.files.ofWorkspaces(ownerOf(actor), taskIds);
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
