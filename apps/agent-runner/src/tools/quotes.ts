import { Injectable } from '@nestjs/common';
import { type Citation, CitationsService } from '@muster/documents';
import { sentencesOf } from '@muster/models';

const REFERENCE = /\[([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]/g;

/** Turns references like `[chunk id]` in a text into citations whose quotes stand in the stored documents. */
@Injectable()
export class Quotes {
  constructor(private readonly citations: CitationsService) {}

  /**
   * A reference is confirmed when the sentence before it stands in the chunk, or when an earlier action has
   * confirmed a quote from the same chunk. `dropped` counts those that are neither.
   */
  async of(
    owner: { orgId: string; userId: string },
    text: string,
    known: Citation[] = [],
  ): Promise<{ citations: Citation[]; dropped: number }> {
    const claims = claimsIn(text);
    const { citations, dropped } = await this.citations.check(owner, claims);
    const missing = new Set(dropped.map(({ chunkId }) => chunkId));
    const confirmed = known.filter(({ chunkId }) => missing.has(chunkId));
    const lost = [...missing].filter((id) => !confirmed.some(({ chunkId }) => chunkId === id));
    return { citations: unique([...citations, ...confirmed]), dropped: lost.length };
  }
}

/** Each reference claims the sentence that ends right before it. */
function claimsIn(text: string): { quote: string; chunkId: string }[] {
  let end = 0;
  return [...text.matchAll(REFERENCE)].flatMap(({ index, 0: whole, 1: chunkId = '' }) => {
    const before = text.slice(end, index);
    end = index + whole.length;
    const quote = sentencesOf(before).at(-1)?.text ?? before;
    return quote.trim() === '' ? [] : [{ quote: quote.trim(), chunkId }];
  });
}

const unique = (citations: Citation[]): Citation[] => [
  ...new Map(
    citations.map((citation) => [`${citation.documentId}:${citation.start}:${citation.end}`, citation]),
  ).values(),
];
