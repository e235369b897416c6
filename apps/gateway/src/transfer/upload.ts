import { finished, pipeline, type Readable, Transform } from 'node:stream';
import { DomainError, InvalidError } from '@muster/platform';
import type { Request, Response } from 'express';
import { requireUploadType } from './upload-types';
import multer, { MulterError, type StorageEngine } from 'multer';

/** The file of a form, while it arrives. */
export interface IncomingFile {
  /** Without folders. */
  filename: string;
  /** What the sender declares. */
  contentType: string;
  /** Ends only when the whole form was good; fails otherwise, so that nothing of it is kept. */
  stream: Readable;
  /** The other fields, those behind the file included: known once the stream has ended. */
  fields: () => Record<string, unknown>;
}

const PART = 'file';
const LIMITS = { fieldNameSize: 100, fieldSize: 64 * 1024, fields: 20, parts: 30 };

/** A multipart request whose file goes straight to where the handler wants it, never whole through memory. */
export class Upload {
  constructor(
    private readonly request: Request,
    private readonly response: Response,
  ) {}

  /** Hands the part `file` to `take` and answers what that made of it. */
  async receive<T>(take: (file: IncomingFile) => Promise<T>): Promise<T> {
    if (!this.request.is('multipart/form-data'))
      throw new InvalidError('the body must be multipart/form-data', undefined, 'unsupported_type');
    const engine = new StreamingEngine(async (file: IncomingFile) => {
      requireUploadType(this.request, file.filename, file.contentType);
      return take(file);
    });
    const parse = multer({ storage: engine, limits: LIMITS, defParamCharset: 'utf8' }).single(PART);
    parse(this.request, this.response, (error: unknown) => {
      if (error) engine.form.reject(toFormError(error));
      else engine.form.resolve();
    });
    await engine.form.promise.catch((error: unknown) => engine.refused(error));
    if (!engine.taken) throw missing();
    return engine.taken;
  }
}

/** Multer's side of it: a file counts as handled when its bytes have been passed on. */
class StreamingEngine<T> implements StorageEngine {
  readonly form = Promise.withResolvers<void>();
  taken?: Promise<T>;

  constructor(private readonly take: (file: IncomingFile) => Promise<T>) {}

  _handleFile(request: Request, file: Express.Multer.File, done: (error?: unknown) => void): void {
    const stream = new Transform({
      transform: (bytes, _encoding, next) => {
        next(null, bytes);
      },
      flush: (end) => {
        this.form.promise.then(() => {
          end();
        }, end);
      },
    });
    // It may fail when nobody reads it any more, or does not read it yet.
    stream.on('error', () => undefined);
    // Before the pipeline hands on the parser's own words.
    file.stream.once('error', (error) => stream.destroy(toFormError(error)));
    // The end of the file, not of the form: that waits for this.
    finished(file.stream, { writable: false }, done);
    pipeline(file.stream, stream, () => undefined);
    const { originalname: filename, mimetype: contentType } = file;
    const fields = () => ({ ...(request.body as Record<string, unknown>) });
    this.taken = this.take({ filename, contentType, stream, fields });
    this.taken.catch((error: Error) => stream.destroy(error));
  }

  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  /** What became of the file says more than what that did to the form. */
  async refused(error: unknown): Promise<void> {
    await this.taken;
    throw error;
  }
}

const missing = (): InvalidError =>
  new InvalidError('a file is missing', { [PART]: 'must be sent as a part of the form' });

function toFormError(error: unknown): Error {
  if (error instanceof DomainError) return error;
  if (!(error instanceof MulterError))
    return new InvalidError('the body is not a valid form', undefined, 'malformed');
  if (error.code === 'LIMIT_UNEXPECTED_FILE' && error.field !== PART) return missing();
  return new InvalidError('the form cannot be accepted', { [error.field ?? 'body']: error.message });
}
