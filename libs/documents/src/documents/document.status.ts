/**
 * queued: accepted, waits for a worker. ingesting: a worker holds its lease, or all is stored and its vectors are to come.
 * ready: all of it can be searched. failed: it will not be read again; `error` says why. What failed for want of vectors is
 * found by its words, and may be ready later.
 */
export const DOCUMENT_STATUSES = ['queued', 'ingesting', 'ready', 'failed'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/** What may follow what. Back to `queued`: the worker died, was shut down, or failed in a way that may pass; or there is new content. */
const DOCUMENT_TRANSITIONS: Record<DocumentStatus, readonly DocumentStatus[]> = {
  queued: ['ingesting', 'failed'],
  ingesting: ['ready', 'failed', 'queued'],
  ready: ['queued'],
  failed: ['queued', 'ready'],
};

/** The statuses from which `to` may be reached: the condition of every update that moves a document there. */
export const before = (to: DocumentStatus): DocumentStatus[] =>
  DOCUMENT_STATUSES.filter((from) => DOCUMENT_TRANSITIONS[from].includes(to));
