import { createReadStream, createWriteStream } from 'node:fs';
import { chown, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import type { TurnFile } from '@muster/tasks';
import { type WorkspaceFile, WorkspaceFilesService } from '@muster/workspaces';
import type { ToolCall } from '../tool';
import { sandboxUser } from './sandbox/sandbox';
import { LARGEST_FILE } from './sandbox/sandbox-arguments';

const MOST_FILES_IN = 200;
const MOST_BYTES_IN = 50 * 1024 ** 2;
const MOST_FILES_OUT = 20;

/** What was there before the code ran, by name. */
export type Before = Map<string, string>;

/** Takes the files of a task into the folder that code works in, and what it writes there back. */
@Injectable()
export class WorkFiles {
  constructor(private readonly files: WorkspaceFilesService) {}

  /** As many as fit; `left` names the others. */
  async bring({ owner, runId }: ToolCall, folder: string): Promise<{ before: Before; left: string[] }> {
    const { items } = await this.files.list(owner, runId, { limit: MOST_FILES_IN });
    const left: string[] = [];
    let room = MOST_BYTES_IN;
    for (const file of items) {
      if (file.size <= room) await this.copy(file, folder);
      else left.push(file.filename);
      room -= file.size <= room ? file.size : 0;
    }
    return { before: await marksIn(folder), left };
  }

  /** New and changed files become files of the task; what cannot is told of. */
  async fetch(
    call: ToolCall,
    folder: string,
    before: Before,
  ): Promise<{ files: TurnFile[]; left: string[] }> {
    const after = await marksIn(folder);
    const changed = [...after].filter(([name, mark]) => before.get(name) !== mark).map(([name]) => name);
    const files: TurnFile[] = [];
    const left = changed.slice(MOST_FILES_OUT);
    for (const name of changed.slice(0, MOST_FILES_OUT)) {
      const kept = await this.keep(call, folder, name);
      if (kept) files.push(kept);
      else left.push(name);
    }
    return { files, left };
  }

  private async copy(file: WorkspaceFile, folder: string): Promise<void> {
    const path = join(folder, file.filename);
    await pipeline(await this.files.open(file), createWriteStream(path));
    const user = sandboxUser();
    if (user) await chown(path, user, user);
  }

  private async keep(call: ToolCall, folder: string, name: string): Promise<TurnFile | undefined> {
    const path = join(folder, name);
    if ((await stat(path)).size > LARGEST_FILE) return undefined;
    try {
      const { id, filename, contentType, size, metadata } = await this.files.put(call.owner, call.runId, {
        filename: name,
        stream: createReadStream(path),
        version: `${call.idempotencyKey}:${name}`,
        metadata: { createdBy: 'agent' },
      });
      return { id, filename, contentType, size, metadata };
    } catch (error) {
      // A name or a size that a task cannot have; what else goes wrong is another matter.
      if (error instanceof DomainError && !error.retryable) return undefined;
      throw error;
    }
  }
}

/** Plain files by name, with what changes when they are written: no links, which could lead anywhere, no folders. */
async function marksIn(folder: string): Promise<Before> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const marked = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, ctimeMs, ino } = await lstat(join(folder, name));
      return [name, [size, mtimeMs, ctimeMs, ino].join(':')] as const;
    }),
  );
  return new Map(marked);
}
