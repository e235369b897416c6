import { Injectable } from '@nestjs/common';
import { type Citation, CitationsService, countTerms, DocumentsService, type Owner } from '@muster/documents';
import { sentencesOf } from '@muster/models';
import { NotFoundError } from '@muster/platform';
import type { UnsupportedStatement } from '@muster/tasks';
import { type Statement, statementsOf } from './statements';

export interface CheckedAnswer {
  citations: Citation[];
  /** Statements that nothing in the documents backs. Empty for an answer that refers to no document. */
  unsupported: UnsupportedStatement[];
}

/** A paraphrase has so much of its words in common with the passage it refers to. */
const IN_OTHER_WORDS = 0.6;
/** Shorter sentences lead over, greet, or ask. */
const SHORTEST_STATEMENT = 4;
const MOST_REFERENCES = 200;

/**
 * Holds the statements of an answer against the passages they refer to: a statement may quote its passage or say it in
 * other words; then the sentence of the passage that is nearest to it is cited.
 */
@Injectable()
export class AnswerCheck {
  constructor(
    private readonly citations: CitationsService,
    private readonly documents: DocumentsService,
  ) {}

  async check(owner: Owner, answer: string): Promise<CheckedAnswer> {
    const statements = statementsOf(answer);
    const referring = statements.filter(({ chunkIds }) => chunkIds.length > 0).slice(0, MOST_REFERENCES);
    if (referring.length === 0) return { citations: [], unsupported: [] };
    const backed = new Map<Statement, Citation[]>();
    for (const statement of referring) backed.set(statement, await this.evidence(owner, statement));
    return {
      citations: unique([...backed.values()].flat()),
      unsupported: statements
        .filter((statement) => states(statement) && !backed.get(statement)?.length)
        .map(({ text, start, end }) => ({ text, start, end })),
    };
  }

  private async evidence(owner: Owner, { text, chunkIds }: Statement): Promise<Citation[]> {
    const found: Citation[] = [];
    for (const chunkId of chunkIds) {
      const quoted = await this.citations.check(owner, [{ quote: text, chunkId }]);
      const nearest = quoted.citations.length > 0 ? undefined : await this.nearest(owner, text, chunkId);
      const cited = nearest ? await this.citations.check(owner, [{ quote: nearest, chunkId }]) : quoted;
      found.push(...cited.citations);
    }
    return found;
  }

  /** The sentence of a passage that says a statement in other words; undefined when the passage does not. */
  private async nearest(owner: Owner, statement: string, chunkId: string): Promise<string | undefined> {
    const passage = await this.passage(owner, chunkId);
    if (share(statement, passage) < IN_OTHER_WORDS) return undefined;
    return sentencesOf(passage)
      .map(({ text }) => ({ text, common: share(statement, text) }))
      .reduce((best, other) => (other.common > best.common ? other : best), { text: '', common: 0 }).text;
  }

  private async passage(owner: Owner, chunkId: string): Promise<string> {
    try {
      return (await this.documents.chunk(owner, chunkId)).text;
    } catch (error) {
      if (error instanceof NotFoundError) return '';
      throw error;
    }
  }
}

const termsOf = (text: string): string[] => [...countTerms(text).counts.keys()];

/** Of the words of a statement, those that stand in the text; 0 to 1. */
function share(statement: string, text: string): number {
  const terms = termsOf(statement);
  const there = countTerms(text).counts;
  return terms.length === 0 ? 0 : terms.filter((term) => there.has(term)).length / terms.length;
}

const states = ({ text }: Statement): boolean =>
  !/[?:]$/.test(text) && termsOf(text).length >= SHORTEST_STATEMENT;

const unique = (citations: Citation[]): Citation[] => [
  ...new Map(
    citations.map((citation) => [`${citation.documentId}:${citation.start}:${citation.end}`, citation]),
  ).values(),
];
