/** A kind of queued work. The payload holds ids only; the row in Postgres is the truth. */
export interface JobDefinition<T extends object> {
  readonly queue: string;
  readonly name: string;
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Milliseconds before the second try; doubled for each further one. */
  readonly backoff: number;
  /** Only carries the type of the payload. */
  readonly payload?: T;
}

const defineJob = <T extends object>(
  queue: string,
  name: string,
  options: { attempts?: number; backoff?: number } = {},
): JobDefinition<T> => ({ queue, name, attempts: options.attempts ?? 3, backoff: options.backoff ?? 1_000 });

/** Claim and execute these runs. One try: the lease and the sweep decide what happens after a failure. */
export const EXECUTE_RUNS = defineJob<{ runIds: string[] }>('runs', 'execute', { attempts: 1 });

/** Parse, chunk and index one document. */
export const INGEST_DOCUMENT = defineJob<{ documentId: string }>('documents', 'ingest', { attempts: 5 });

/** Embed the chunks of one document. One try: the row says when the next one is due, and the sweep makes it. */
export const EMBED_DOCUMENT = defineJob<{ documentId: string }>('embeddings', 'embed', { attempts: 1 });

/** Hand one mail to the mail server. One try: the row says when the next one is due, and the sweep makes it. */
export const SEND_MAIL = defineJob<{ mailId: string }>('mail', 'send', { attempts: 1 });
