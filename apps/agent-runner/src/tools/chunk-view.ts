import type { Chunk, Document } from '@muster/documents';

/** A chunk as agents and clients see it. */
export const toChunkView = ({ chunk, document }: { chunk: Chunk; document: Document }) => ({
  id: chunk.id,
  index: chunk.position,
  documentId: document.id,
  documentTitle: document.title,
  documentDescription: document.description,
  content: chunk.text,
  ...(chunk.page !== null && { page: chunk.page }),
});
