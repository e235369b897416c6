import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { KnownHeadings, PageSection } from '../layout/page-text';
import type { PageReader } from './pages';

/** Larger files are not held in memory twice. */
const MOST_BYTES = 10 * 1024 ** 2;
/** Smaller ones are read before another thread has opened them. */
const FEWEST_BYTES = 50_000;

export type ToThread =
  | { type: 'open'; document: number; data: Uint8Array }
  | { type: 'read'; document: number; page: number; known?: KnownHeadings }
  | { type: 'forget'; document: number }
  | { type: 'close'; document: number };

/** An answer without a page: the file is open. */
export interface FromThread {
  document: number;
  page?: number;
  sections?: PageSection[];
}

/** Started with the first document that is worth it, and kept for the next. One that broke is not replaced. */
let thread: SecondThread | undefined;

/** Opens a copy of a document in another thread, so that two cores read its pages; undefined when that does not pay. */
export function openInSecondThread(data: Uint8Array, threads = 1): SecondDocument | undefined {
  if (threads < 2 || data.length < FEWEST_BYTES || data.length > MOST_BYTES) return undefined;
  thread ??= new SecondThread();
  return thread.alive ? thread.open(data.slice()) : undefined;
}

export class SecondThread {
  alive = true;
  private readonly documents = new Map<number, SecondDocument>();
  private opened = 0;

  constructor(
    private readonly worker = new Worker(join(__dirname, `second-thread.main${extname(__filename)}`)),
  ) {
    worker.on('message', (message: FromThread) => this.documents.get(message.document)?.hear(message));
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      this.alive = false;
      for (const document of this.documents.values()) document.abandon();
    });
  }

  /** The bytes are the thread's from then on. */
  open(data: Uint8Array): SecondDocument {
    this.opened += 1;
    const document = new SecondDocument(this, this.opened);
    this.documents.set(this.opened, document);
    this.worker.ref();
    this.send({ type: 'open', document: this.opened, data }, [data.buffer as ArrayBuffer]);
    return document;
  }

  close(document: number): void {
    this.send({ type: 'close', document });
    this.documents.delete(document);
    // With nothing to read it keeps no process alive.
    if (this.documents.size === 0) this.worker.unref();
  }

  send(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

type Waiting = PromiseWithResolvers<PageSection[] | undefined>;

export class SecondDocument {
  /** Until the file is open there, nobody should wait for it. */
  open = false;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly thread: SecondThread,
    private readonly id: number,
  ) {}

  /** Rejects when the thread is lost, or closed before it came to the page. */
  read(page: number, known?: KnownHeadings): Promise<PageSection[] | undefined> {
    const waiting: Waiting = Promise.withResolvers();
    this.waiting.set(page, waiting);
    this.thread.send({ type: 'read', document: this.id, page, known });
    return waiting.promise;
  }

  forget(): void {
    this.thread.send({ type: 'forget', document: this.id });
  }

  close(): void {
    this.abandon();
    this.thread.close(this.id);
  }

  hear({ page, sections }: FromThread): void {
    if (page === undefined) this.open = true;
    else this.waiting.get(page)?.resolve(sections);
    if (page !== undefined) this.waiting.delete(page);
  }

  abandon(): void {
    this.open = false;
    for (const { reject } of this.waiting.values()) reject(new Error('the thread is lost'));
    this.waiting.clear();
  }
}

/** Reads pages there; what that thread does not come to is read by `instead`. */
export class SecondReader implements PageReader {
  constructor(
    private readonly document: SecondDocument,
    private readonly known: ReadonlyMap<number, KnownHeadings>,
    private readonly instead: PageReader,
  ) {}

  read(page: number): Promise<PageSection[] | undefined> {
    return this.document.read(page, this.known.get(page)).catch(() => this.instead.read(page));
  }

  forget(): Promise<void> {
    this.document.forget();
    return Promise.resolve();
  }
}
