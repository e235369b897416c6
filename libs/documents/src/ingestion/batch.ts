import type { TermCounts } from '../analysis/analyzer';
import { chunkTerms } from '../analysis/chunk-terms';
import { chunkSpans, Span } from '../chunks/chunker';
import type { ExtractedPart } from './text-extractor';

export interface NewChunk extends Span {
  text: string;
  page: number | null;
  headings: string[];
  terms: TermCounts;
}

export interface NewText extends Span {
  text: string;
  page: number | null;
}

/** What one transaction stores: chunks, and exactly the text they were cut from. */
export interface Batch {
  chunks: NewChunk[];
  texts: NewText[];
  /** Where the text stored so far ends, this batch included. */
  end: number;
  done: number;
  pages: number | null;
}

/** Collects extracted parts, cuts them into chunks, and hands out what is complete. Offsets are absolute. */
export class BatchBuilder {
  private rest = '';
  private chunks: NewChunk[] = [];
  private texts: NewText[] = [];
  private done = 0;
  private pages: number | null = null;
  private last?: ExtractedPart;
  /** Of the next chunk. */
  private position: number;

  /** `end`: length of the text that is stored already; `document`: what it is called, and how many chunks it has so far. */
  constructor(
    private end: number,
    private readonly document: { title: string; description: string; chunkCount: number },
  ) {
    this.position = document.chunkCount;
  }

  get size(): number {
    return this.chunks.length;
  }

  /** Characters received so far, stored or not. */
  get length(): number {
    return this.end + this.rest.length;
  }

  add(part: ExtractedPart): void {
    this.rest += part.text;
    this.cut(part, !part.closed);
    this.done = part.done;
    this.pages = part.pages;
    this.last = part;
  }

  /** Nothing more will come: what was kept back for its continuation becomes the last chunk. */
  close(): void {
    if (this.last) this.cut(this.last, false);
  }

  take(): Batch {
    const { chunks, texts, end, done, pages } = this;
    this.chunks = [];
    this.texts = [];
    return { chunks, texts, end, done, pages };
  }

  private cut({ page, headings }: ExtractedPart, open: boolean): void {
    const { spans, cut } = chunkSpans(this.rest, { open });
    for (const span of spans) {
      const text = this.rest.slice(span.start, span.end);
      const terms = chunkTerms({ ...this.document, headings, position: this.position, text });
      this.position += 1;
      this.chunks.push({
        text,
        page,
        headings,
        terms,
        start: this.end + span.start,
        end: this.end + span.end,
      });
    }
    this.store(this.rest.slice(0, cut), page);
    this.rest = this.rest.slice(cut);
  }

  private store(text: string, page: number | null): void {
    if (text === '') return;
    const last = this.texts.at(-1);
    const end = this.end + text.length;
    if (last && last.page === page && last.text.length + text.length <= LONGEST_TEXT) {
      last.text += text;
      last.end = end;
    } else {
      this.texts.push({ text, page, start: this.end, end });
    }
    this.end = end;
  }
}

const LONGEST_TEXT = 64_000;
