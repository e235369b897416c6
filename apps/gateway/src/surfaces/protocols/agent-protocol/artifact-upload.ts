import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { isUUID } from 'class-validator';
import type { Request } from 'express';
import type { Actor } from '@muster/identity';
import { exchangeOf, InvalidError, NotFoundError, parseWire } from '@muster/platform';
import type { TasksService } from '@muster/tasks';
import type { WorkspaceFile, WorkspaceFilesService } from '@muster/workspaces';
import { ArtifactFormDto, RELATIVE_PATH } from './artifacts.dto';

/** What the storage engine makes of the file of a form. */
export interface StoredArtifact {
  artifact: WorkspaceFile;
}

/** The file of a form, of which nothing has been read yet. */
interface Upload {
  originalname: string;
  mimetype: string;
  stream: Readable;
}

/** A form that is being read. */
interface Form {
  whole: Promise<void>;
  files: number;
}

type Callback = (error?: unknown, info?: StoredArtifact) => void;

/**
 * Streams the file of a form into the workspace of the task that the path names. Nothing of it is kept unless the
 * whole form has come and is right, because fields may stand behind the file.
 */
class ArtifactEngine {
  private readonly forms = new WeakMap<Request, Form>();

  constructor(
    private readonly tasks: TasksService,
    private readonly files: WorkspaceFilesService,
  ) {}

  readonly parse = (request: Request, parser: Writable): void => {
    const whole = finished(request.pipe(parser), { readable: false });
    whole.catch(() => undefined);
    this.forms.set(request, { whole, files: 0 });
  };

  _handleFile(request: Request, file: Upload, done: Callback): void {
    this.store(request, file).then(
      (artifact) => {
        done(null, { artifact });
      },
      (error: unknown) => {
        // Whoever reads no more would otherwise hold up the rest of the form.
        file.stream.resume();
        done(error);
      },
    );
  }

  /** What was published stays: the form was whole and right. */
  _removeFile(_request: Request, _file: Upload, done: (error: Error | null) => void): void {
    done(null);
  }

  private async store(request: Request, file: Upload): Promise<WorkspaceFile> {
    const actor = exchangeOf(request).caller as Actor;
    const taskId = String(request.params.task_id).toLowerCase();
    if (!isUUID(taskId)) throw new NotFoundError('task', taskId);
    await this.tasks.get(actor, taskId);
    const form = this.forms.get(request) as Form;
    form.files += 1;
    return this.files.put(actor, taskId, {
      filename: file.originalname,
      contentType: file.mimetype,
      stream: Readable.from(until(file.stream, form.whole), { objectMode: false }),
      metadata: () => ({ createdBy: 'user', uploadedBy: actor.username, ...fieldsOf(request, form) }),
    });
  }
}

/** The bytes of `source`; the end only when `whole` has come. */
async function* until(source: Readable, whole: Promise<void>): AsyncGenerator<Buffer> {
  yield* source as AsyncIterable<Buffer>;
  await whole;
}

function fieldsOf(request: Request, { files }: Form): Record<string, string> {
  if (files > 1) throw new InvalidError('Validation failed', { file: 'one file at a time' });
  const { relative_path } = parseWire(ArtifactFormDto, { ...request.body });
  return relative_path ? { [RELATIVE_PATH]: relative_path } : {};
}

export function uploadOptions(tasks: TasksService, files: WorkspaceFilesService) {
  const engine = new ArtifactEngine(tasks, files);
  return {
    storage: engine,
    streamHandler: engine.parse,
    defParamCharset: 'utf8',
    fileFilter: (_request: unknown, { fieldname }: { fieldname: string }, accept: Accept) => {
      accept(null, fieldname === 'file');
    },
    limits: { fields: 20, fieldSize: 64 * 1_024 },
  };
}

type Accept = (error: Error | null, accepted: boolean) => void;

export function theOnly(uploads: StoredArtifact[] = []): WorkspaceFile {
  const [upload] = uploads;
  if (!upload) throw new InvalidError('Validation failed', { file: 'file is required, in a multipart form' });
  return upload.artifact;
}
