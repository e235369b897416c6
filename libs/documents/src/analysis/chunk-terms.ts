import { countTerms, TermCounts } from './analyzer';

/** A chunk with what is known about the place it stands in. */
export interface ChunkInContext {
  title: string;
  description: string;
  /** Outermost first. */
  headings: string[];
  /** 0, 1, 2… within its document. */
  position: number;
  text: string;
}

const LONGEST_TITLE = 300;
const LONGEST_DESCRIPTION = 1_000;

/**
 * What a chunk is indexed with: its text, below the document's title and the headings where it does not say them itself.
 * The first chunk stands for the whole document: it has the description too, and the title once more.
 */
export function chunkTerms(chunk: ChunkInContext): TermCounts {
  const { text, headings, position } = chunk;
  const title = chunk.title.slice(0, LONGEST_TITLE);
  const unsaid = [title, ...headings].filter((line) => !text.includes(line));
  const first = position === 0 ? [title, chunk.description.slice(0, LONGEST_DESCRIPTION)] : [];
  return countTerms([...first, ...unsaid, text].join('\n'));
}
