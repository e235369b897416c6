import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, Repository } from 'typeorm';
import {
  type ByteRange,
  fromCursor,
  NotFoundError,
  type Page,
  pageOf,
  Storage,
  toCursor,
  UUID,
} from '@muster/platform';
import type { WorkspaceOwner } from '../owner';
import { StrayFiles } from '../strays/stray-files';
import { WorkspaceSettings } from '../workspaces.settings';
import { contentTypeOf } from './content-type';
import { FilePublisher } from './file-publisher';
import { decodeText, type FileText } from './file-text';
import { checkedFilename } from './filename';
import { type FileMetadata, WorkspaceFile } from './workspace-file.entity';

interface FileDescription {
  /** A base name; folders are refused, not cut off. */
  filename: string;
  /** What the sender declares; it counts where the name's ending says nothing. */
  contentType?: string;
  /** A function is asked when all bytes have come; what it throws keeps the file from being stored. */
  metadata: FileMetadata | (() => FileMetadata);
  /** Names this write: repeating it under the same name changes nothing and answers the file as it is now. */
  version?: string;
}

interface FileListOptions {
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** Default 100, at most 1,000. */
  limit?: number;
}

export type FileInput = FileDescription & ({ stream: Readable } | { bytes: Uint8Array });

const DEFAULT_LIMIT = 100;
const MOST_AT_ONCE = 1_000;
const MEGABYTE = 1024 ** 2;
/** What a cursor of the list by name holds. */
const NAME = /^[^\0]+$/;

/** The files of a run's workspace. Another owner's workspace looks like an empty one, and cannot be written to. */
@Injectable()
export class WorkspaceFilesService {
  private readonly logger = new Logger(WorkspaceFilesService.name);

  constructor(
    @InjectRepository(WorkspaceFile) private readonly files: Repository<WorkspaceFile>,
    private readonly publisher: FilePublisher,
    private readonly strays: StrayFiles,
    private readonly storage: Storage,
    private readonly settings: WorkspaceSettings,
  ) {}

  /**
   * Stores a file, whole or not at all, in place of one of the same name. Of several writers of one name the last
   * to finish stays. Throws `InvalidError` (field `filename`), `LimitExceededError` (reason `size`: the file, the
   * workspace, or the number of its files), and `NotFoundError` for another owner's workspace.
   */
  async put(owner: WorkspaceOwner, workspaceId: string, input: FileInput): Promise<WorkspaceFile> {
    const stream = 'stream' in input ? input.stream : Readable.from([input.bytes]);
    // Until it is read, an error of it must not end the process; reading it later reports it.
    stream.on('error', () => undefined);
    try {
      const filename = checkedFilename(input.filename);
      const done = await this.publisher.written(owner, workspaceId, { key: input.version, filename });
      return done ?? (await this.store(owner, workspaceId, { ...input, filename, stream }));
    } finally {
      stream.destroy();
    }
  }

  /** By name. */
  async list(
    owner: WorkspaceOwner,
    workspaceId: string,
    options: FileListOptions = {},
  ): Promise<Page<WorkspaceFile>> {
    const limit = Math.min(options.limit ?? DEFAULT_LIMIT, MOST_AT_ONCE);
    const rows = await this.files.find({
      where: {
        ...within(owner, workspaceId),
        ...(options.cursor && { filename: MoreThan(...fromCursor(options.cursor, NAME)) }),
      },
      order: { filename: 'ASC' },
      take: limit + 1,
    });
    return pageOf(rows, limit, ({ filename }) => toCursor(filename));
  }

  /** By name, by page number from 1, for callers whose protocol counts pages. */
  async numbered(
    owner: WorkspaceOwner,
    workspaceId: string,
    page: number,
    size: number,
  ): Promise<{ items: WorkspaceFile[]; total: number }> {
    const [items, total] = await this.files.findAndCount({
      where: within(owner, workspaceId),
      order: { filename: 'ASC' },
      skip: (page - 1) * size,
      take: size,
    });
    return { items, total };
  }

  /** All files of several workspaces, by name. */
  ofWorkspaces({ orgId, userId }: WorkspaceOwner, workspaceIds: string[]): Promise<WorkspaceFile[]> {
    return this.files.find({
      where: { orgId, userId, workspaceId: In(workspaceIds) },
      order: { filename: 'ASC' },
    });
  }

  /** By id, else by name. */
  async find(owner: WorkspaceOwner, workspaceId: string, idOrName: string): Promise<WorkspaceFile> {
    const place = within(owner, workspaceId);
    const filename = idOrName.normalize('NFC').toWellFormed().replaceAll('\0', '\ufffd');
    const found =
      (UUID.test(idOrName) && (await this.files.findOneBy({ ...place, id: idOrName }))) ||
      (await this.files.findOneBy({ ...place, filename }));
    if (!found) throw new NotFoundError('file', idOrName);
    return found;
  }

  /** The content that the row names; it can still be opened for a minute after it was replaced. */
  open(file: WorkspaceFile, range?: ByteRange): Promise<Readable> {
    return this.storage.get(file.storageKey, range);
  }

  /** The beginning of a text file. Throws `InvalidError` (reason `not_text`) for binary data. */
  async readText(file: WorkspaceFile, maxBytes = 100_000): Promise<FileText> {
    if (file.size === 0) return { text: '', truncated: false };
    const bytes = await buffer(await this.open(file, { start: 0, end: maxBytes - 1 }));
    return decodeText(bytes, file.size > maxBytes);
  }

  /** Removes all files, for whoever removes the run. */
  removeWorkspace(workspaceId: string): Promise<void> {
    return this.publisher.remove(workspaceId);
  }

  private async store(
    owner: WorkspaceOwner,
    workspaceId: string,
    input: FileDescription & { stream: Readable },
  ): Promise<WorkspaceFile> {
    const { filename, version: key, stream } = input;
    const contentType = contentTypeOf(filename, input.contentType);
    const storageKey = `workspaces/${workspaceId}/${randomUUID()}`;
    await this.strays.expect(storageKey);
    try {
      const maxBytes = this.settings.maxUploadMb * MEGABYTE;
      const { size } = await this.storage.put(storageKey, stream, { maxBytes, contentType });
      const metadata = typeof input.metadata === 'function' ? input.metadata() : input.metadata;
      const content = { filename, contentType, size, metadata, storageKey, key };
      const file = await this.publisher.publish(owner, workspaceId, content);
      if (file.storageKey !== storageKey) await this.tidy(storageKey);
      return file;
    } catch (error) {
      await this.tidy(storageKey);
      throw error;
    }
  }

  /** Should this fail, the sweep does it later. */
  private async tidy(storageKey: string): Promise<void> {
    await this.strays.remove(storageKey).catch((error: unknown) => {
      this.logger.warn(`${storageKey} is left to the sweep: ${String(error)}`);
    });
  }
}

const within = ({ orgId, userId }: WorkspaceOwner, workspaceId: string) => ({ orgId, userId, workspaceId });
