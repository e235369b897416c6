import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Repository } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import { Chunk } from '../chunks/chunk.entity';
import type { Document } from '../documents/document.entity';
import { DocumentsService } from '../documents/documents.service';
import type { Owner } from '../owner';
import { DocumentText } from '../text/document-text';
import { Match, QuoteMatcher } from './quote-matcher';

/** A claim that a passage stands in a document, be it in this chunk or elsewhere in it. */
export interface QuoteClaim {
  quote: string;
  chunkId?: string;
  documentId?: string;
}

/** A passage as it is stored. `start` and `end` are characters (UTF-16 units) of the document's extracted text. */
export interface Citation {
  quote: string;
  documentId: string;
  chunkId: string;
  page?: number;
  start: number;
  end: number;
}

export interface CheckedCitations {
  citations: Citation[];
  /** Claims whose quote is not in the document, or whose document is not the owner's. */
  dropped: QuoteClaim[];
}

const LONGEST_QUOTE = 20_000;
/** Characters compared at a time when a whole document is searched. */
const WINDOW = 500_000;

/** Holds quotes against the stored text. White space, line breaks and hyphenation may differ, words may not. */
@Injectable()
export class CitationsService {
  constructor(
    private readonly documents: DocumentsService,
    private readonly text: DocumentText,
    @InjectRepository(Chunk) private readonly chunks: Repository<Chunk>,
  ) {}

  /** What is confirmed quotes the stored text, in the order of the claims. */
  async check(owner: Owner, claims: QuoteClaim[]): Promise<CheckedCitations> {
    const checked: CheckedCitations = { citations: [], dropped: [] };
    for (const claim of claims) {
      const citation = claim.quote.length <= LONGEST_QUOTE ? await this.confirm(owner, claim) : undefined;
      if (citation) checked.citations.push(citation);
      else checked.dropped.push(claim);
    }
    return checked;
  }

  private async confirm(owner: Owner, claim: QuoteClaim): Promise<Citation | undefined> {
    const chunk = claim.chunkId ? await found(this.documents.chunk(owner, claim.chunkId)) : undefined;
    const match = chunk && new QuoteMatcher(chunk.text).find(claim.quote);
    if (match) return this.citation(chunk.document, shifted(match, chunk.charStart));
    const document =
      chunk?.document ?? (claim.documentId && (await found(this.documents.get(owner, claim.documentId))));
    if (!document) return undefined;
    const anywhere = await this.findIn(document, claim.quote);
    return anywhere && this.citation(document, anywhere);
  }

  /** The windows overlap, so that a quote on a seam is whole in one of them. */
  private async findIn(document: Document, quote: string): Promise<Match | undefined> {
    const overlap = 2 * quote.length + 200;
    let text = '';
    let start = 0;
    for await (const piece of this.text.pieces(document)) {
      text += piece.text;
      if (text.length < WINDOW) continue;
      const match = new QuoteMatcher(text).find(quote);
      if (match) return shifted(match, start);
      start += text.length - overlap;
      text = text.slice(-overlap);
    }
    const match = new QuoteMatcher(text).find(quote);
    return match && shifted(match, start);
  }

  private async citation(document: Document, { start, end }: Match): Promise<Citation | undefined> {
    const [quote, page, chunk] = await Promise.all([
      this.text.slice(document, start, end),
      this.text.pageAt(document, start),
      this.chunks.findOne({
        where: { documentId: document.id, charStart: LessThanOrEqual(start) },
        order: { charStart: 'DESC' },
      }),
    ]);
    // Deleted in between: there is nothing left to quote.
    if (!chunk || quote === '') return undefined;
    return { quote, documentId: document.id, chunkId: chunk.id, ...(page !== null && { page }), start, end };
  }
}

const shifted = ({ start, end }: Match, by: number): Match => ({ start: start + by, end: end + by });

async function found<T>(wanted: Promise<T>): Promise<T | undefined> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
