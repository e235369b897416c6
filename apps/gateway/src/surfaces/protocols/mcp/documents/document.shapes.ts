import { z } from 'zod';
import { count, id, time } from '../catalog/fields';
import type { Block, Chapter, Division, Document, OutlinedDocument, SearchHit } from '@muster/documents';
import type { Page } from '@muster/platform';

export const DOCUMENT_ID = id('Id of a document');

export const DocumentShape = z.object({
  id: id(),
  title: z.string(),
  description: z.string(),
  filename: z.string(),
  content_type: z.string(),
  status: z.enum(['queued', 'ingesting', 'ready', 'failed']).describe('`ready`: all of it can be searched'),
  error: z.string().nullable(),
  pages: count().nullable().describe('Null where the format knows no pages'),
  words: count(),
  characters: count().describe('Of the extracted text'),
  created_at: time(),
});

export const DocumentPageShape = z.object({
  documents: z.array(DocumentShape),
  next_cursor: z.string().nullable(),
});

const Stretch = z.object({
  title: z.string(),
  first_block: count().describe('`from` for read_document'),
  blocks: count(),
  first_page: count().nullable(),
  last_page: count().nullable(),
});

export const OutlineShape = z.object({
  document: DocumentShape,
  chapters: z.array(Stretch.extend({ sections: z.array(Stretch) })),
  is_complete: z.boolean().describe('False: only the beginning of a very long outline'),
});

export const HitShape = z.object({
  document_id: id(),
  document_title: z.string(),
  chunk_id: id(),
  quote: z.string().describe('As it stands in the document'),
  headings: z.array(z.string()).describe('What it stands under, outermost first'),
  page: count().nullable(),
  start: count().describe('First character in the text of the document'),
  end: count().describe('The character after the last'),
  block: count().nullable().describe('`from` for read_document'),
  score: z.number(),
});

export const HitsShape = z.object({ hits: z.array(HitShape) });

export const BlocksShape = z.object({
  document_id: id(),
  blocks: z.array(
    z.object({
      number: count(),
      kind: z.enum(['heading', 'paragraph', 'list', 'table', 'image', 'code']),
      level: count().nullable().describe('Of a heading: how deep'),
      page: count().nullable(),
      start: count(),
      end: count(),
      text: z.string(),
      is_cut: z.boolean().describe('Longer than an answer may be: only its beginning'),
    }),
  ),
  next_from: count().nullable().describe('`from` for what follows; null at the end'),
});

/** Chapters and sections told in one answer. */
const MOST_STRETCHES = 1_000;

export const toDocument = (document: Document): z.infer<typeof DocumentShape> => ({
  id: document.id,
  title: document.title,
  description: document.description,
  filename: document.filename,
  content_type: document.contentType,
  status: document.status,
  error: document.error,
  pages: document.pageCount,
  words: document.wordCount,
  characters: document.textLength,
  created_at: document.createdAt.toISOString(),
});

export function toOutline(document: OutlinedDocument): z.infer<typeof OutlineShape> {
  let left = MOST_STRETCHES;
  const chapters = document.chapters.flatMap((chapter) => {
    if (left <= 0) return [];
    const told = toChapter(chapter, left - 1);
    left -= 1 + told.sections.length;
    return [told];
  });
  const inAll = document.chapters.reduce((sum, { sections }) => sum + 1 + sections.length, 0);
  return { document: toDocument(document), chapters, is_complete: inAll <= MOST_STRETCHES };
}

const toChapter = (chapter: Chapter, most: number) => ({
  ...toStretch(chapter),
  sections: chapter.sections.slice(0, most).map(toStretch),
});

const toStretch = ({ title, first, end, pages }: Division) => ({
  title,
  first_block: first,
  blocks: end - first,
  first_page: pages?.first ?? null,
  last_page: pages?.last ?? null,
});

export const toHit = ({ chunk, document, score }: SearchHit): z.infer<typeof HitShape> => ({
  document_id: document.id,
  document_title: document.title,
  chunk_id: chunk.id,
  quote: chunk.text,
  headings: chunk.headings,
  page: chunk.page,
  start: chunk.charStart,
  end: chunk.charEnd,
  block: chunk.nodePosition,
  score,
});

/** Characters of one answer: what a model can read at a time and still think. */
const MOST_CHARACTERS = 40_000;

/** As many of the blocks as fit, and one at least. */
export function toBlocks(
  id: string,
  { items: blocks, nextCursor }: Page<Block>,
): z.infer<typeof BlocksShape> {
  let characters = 0;
  const fitting = blocks.filter((block, index) => {
    characters += block.text.length;
    return index === 0 || characters <= MOST_CHARACTERS;
  });
  const after = blocks[fitting.length]?.position ?? (nextCursor === null ? null : Number(nextCursor));
  return { document_id: id, blocks: fitting.map(toBlock), next_from: after };
}

const toBlock = ({ position, kind, level, page, charStart, charEnd, text }: Block) => ({
  number: position,
  ...{ kind, level, page },
  start: charStart,
  end: charEnd,
  text: text.slice(0, MOST_CHARACTERS),
  is_cut: charEnd - charStart > Math.min(text.length, MOST_CHARACTERS),
});
