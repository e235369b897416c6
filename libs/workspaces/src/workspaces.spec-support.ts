import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Storage, StorageModule, StorageSettings } from '@muster/platform';
import { startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import type { WorkspaceFile } from './files/workspace-file.entity';
import { type FileInput, WorkspaceFilesService } from './files/workspace-files.service';
import type { WorkspaceOwner } from './owner';
import { StrayFiles } from './strays/stray-files';
import { WorkspaceHousekeepingModule, WorkspacesModule } from './workspaces.module';
import { WorkspaceSettings } from './workspaces.settings';

export const somebody = (): WorkspaceOwner => ({ orgId: randomUUID(), userId: randomUUID() });

export const note = (body: string, overrides: Partial<FileInput> = {}): FileInput => ({
  filename: 'note.txt',
  bytes: Buffer.from(body),
  metadata: { createdBy: 'user' },
  ...overrides,
});

/** The lib on a database and a folder of its own. */
export class TestWorkspaces {
  private constructor(
    private readonly app: INestApplication,
    private readonly database: TestDatabase,
    private readonly folder: string,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<TestWorkspaces> {
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const folder = await mkdtemp(join(tmpdir(), 'muster-workspaces-'));
    const app = await startTestApp({
      imports: [StorageModule, WorkspacesModule, WorkspaceHousekeepingModule],
      settings: [StorageSettings, WorkspaceSettings],
      env: { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: folder, ...env },
    });
    return new TestWorkspaces(app, database, folder);
  }

  get files(): WorkspaceFilesService {
    return this.app.get(WorkspaceFilesService);
  }

  get storage(): Storage {
    return this.app.get(Storage);
  }

  get strays(): StrayFiles {
    return this.app.get(StrayFiles);
  }

  get source(): DataSource {
    return this.app.get(DataSource);
  }

  async content(file: WorkspaceFile): Promise<string> {
    return text(await this.files.open(file));
  }

  /** As if all grace periods were over. */
  async sweep(): Promise<void> {
    await this.source.query('UPDATE workspace_stray SET remove_after = now()');
    await this.strays.sweep();
  }

  /** Everything that lies in the folder, whether a row knows of it or not. */
  async objects(): Promise<string[]> {
    const entries = await readdir(join(this.folder, 'objects'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  path(storageKey: string): string {
    return join(this.folder, 'objects', storageKey);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
