import type { TermCounts } from '../analysis/analyzer';
import { chunkTerms } from '../analysis/chunk-terms';
import { chunkSpans, Span } from '../chunks/chunker';
import { NodeBatch, NodeBuilder, toTitle } from './node-builder';
import type { ExtractedDetails, ExtractedPart } from './text-extractor';

export interface NewChunk extends Span {
  text: string;
  page: number | null;
  headings: string[];
  /** Position of the node in which it begins. */
  node: number | null;
  terms: TermCounts;
}

export interface NewText extends Span {
  text: string;
  page: number | null;
}

/** What one transaction stores: chunks, and exactly the text they were cut from. */
export interface Batch extends NodeBatch {
  chunks: NewChunk[];
  texts: NewText[];
  /** Where the text stored so far ends, this batch included. */
  end: number;
  done: number;
  pages: number | null;
  /** Words of the text, parted by white space. */
  words: number;
  details: ExtractedDetails;
}

/** How far a document is stored already: characters of text, nodes, and chunks. */
export interface Stored {
  chars: number;
  nodes: number;
  chunks: number;
}

/** What it is called. A title that is only the file's name gives way to the one in the file. */
export interface NamedDocument {
  filename: string;
  title: string;
  description: string;
}

/** Collects extracted parts, cuts them into chunks, and hands out what is complete. Offsets are absolute. */
export class BatchBuilder {
  private rest = '';
  private chunks: NewChunk[] = [];
  private texts: NewText[] = [];
  private done = 0;
  private pages: number | null = null;
  private last?: ExtractedPart;
  private words = 0;
  private details: ExtractedDetails = {};
  private readonly nodes: NodeBuilder;
  /** Where the text stored so far ends. */
  private end: number;
  /** Of the next chunk. */
  private position: number;
  private foundTitle?: string;

  constructor(
    stored: Stored,
    private readonly document: NamedDocument,
  ) {
    this.end = stored.chars;
    this.nodes = new NodeBuilder(stored.nodes);
    this.position = stored.chunks;
  }

  get size(): number {
    return this.chunks.length;
  }

  /** Characters received so far, stored or not. */
  get length(): number {
    return this.end + this.rest.length;
  }

  add(part: ExtractedPart): void {
    this.nodes.add(part, this.length);
    this.rest += part.text;
    if (part.details) this.details = cleaned(part.details);
    this.foundTitle ??= this.details.title;
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
    const { chunks, texts, end, done, pages, words, details } = this;
    this.chunks = [];
    this.texts = [];
    this.words = 0;
    this.details = {};
    return { chunks, texts, end, done, pages, words, details, ...this.nodes.take(end) };
  }

  private get title(): string {
    const { title, filename } = this.document;
    return title === filename ? (this.foundTitle ?? title) : title;
  }

  private cut({ page, headings }: ExtractedPart, open: boolean): void {
    const { spans, cut } = chunkSpans(this.rest, { open });
    for (const span of spans) {
      const text = this.rest.slice(span.start, span.end);
      const { position, title } = this;
      const terms = chunkTerms({ ...this.document, title, headings, position, text });
      this.position += 1;
      this.chunks.push({
        text,
        page,
        headings,
        node: this.nodes.at(this.end + span.start),
        terms,
        start: this.end + span.start,
        end: this.end + span.end,
      });
      this.words += text.split(/\s+/).length;
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

const cleaned = ({ title, author, ...details }: ExtractedDetails): ExtractedDetails => ({
  ...details,
  title: toTitle(title ?? '') || undefined,
  author: toTitle(author ?? '') || undefined,
});
