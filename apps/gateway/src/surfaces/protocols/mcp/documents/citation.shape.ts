import { z } from 'zod';
import { count, id } from '../catalog/fields';
import type { Citation } from '@muster/documents';

export const CitationShape = z.object({
  quote: z.string().describe('As it stands in the document'),
  document_id: id(),
  chunk_id: id(),
  page: count().nullable(),
  start: count().describe('First character in the text of the document'),
  end: count().describe('The character after the last'),
});

/** What an answer says and no document supports. */
export const UnsupportedShape = z
  .array(z.object({ text: z.string(), start: count(), end: count() }))
  .describe('What the answer says without support by a document, and where in the answer');

export const toCitation = (citation: Citation): z.infer<typeof CitationShape> => ({
  quote: citation.quote,
  document_id: citation.documentId,
  chunk_id: citation.chunkId,
  page: citation.page ?? null,
  start: citation.start,
  end: citation.end,
});

/** An answer with what it stands on, to be read by a model. */
export function withSources(answer: string, citations: z.infer<typeof CitationShape>[]): string {
  if (citations.length === 0) return answer;
  const sources = citations.map(({ quote, document_id: id, page }, index) => {
    const place = page === null ? '' : `, page ${page}`;
    return `[${index + 1}] document ${id}${place}: "${quote}"`;
  });
  return `${answer}\n\nSources:\n${sources.join('\n')}`;
}
