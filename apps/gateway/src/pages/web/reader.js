import { BlockRenderer } from './blocks.js';
import { stands } from './citations.js';
import { element } from './dom.js';
import { Segments } from './segments.js';
import { Spans } from './spans.js';

const BLOCKS_AT_ONCE = 40;
const CHUNKS_AT_ONCE = 200;
/** Guesses, for the height of what is not there yet. */
const CHARACTERS_A_LINE = 78;
const LINE_PX = 28;
const BLOCK_GAP_PX = 16;
/** How far below the top of the window a block still counts as the one that is read. */
const READING_LINE_PX = 140;

/** The text of a document that is ready: its blocks, and over them chunks and citations. */
export class Reader {
  #overlay = { overlays: [], active: undefined };
  #citations = [];
  #withChunks = false;

  constructor(container, api, document, { onError }) {
    this.container = container;
    this.chunks = chunksOf(api, document);
    this.blocks = document.block_count > 0 ? blocksOf(api, document) : chunksAsBlocks(api, document);
    this.renderer = new BlockRenderer({
      contentType: document.block_count > 0 ? document.content_type : 'text/plain',
      overlay: this.#overlay,
      onGrow: () => this.segments.refresh().catch(onError),
    });
    this.segments = new Segments(container, {
      spans: this.blocks,
      render: (blocks, before) => this.#render(blocks, before),
      height: heightOf(document, BLOCKS_AT_ONCE),
      onError,
    });
  }

  close() {
    this.segments.close();
  }

  /** Shows citations of this document; answers the numbers of those whose quote does not stand there any more. */
  async cite(citations) {
    const checked = await Promise.all(
      citations.map(async (one) => ({ ...one, stands: await this.#stands(one) })),
    );
    this.#citations = checked
      .filter((one) => one.stands)
      .map(({ start, end, number }) => ({ start, end, cite: number }));
    await this.segments.refresh();
    return checked.filter((one) => !one.stands).map(({ number }) => number);
  }

  async showChunks(on) {
    this.#withChunks = on;
    await this.segments.refresh();
  }

  /** Brings a character into view; answers the block it is in. */
  async goTo(offset) {
    const position = await this.#show(offset);
    position?.scrollIntoView({ block: 'start' });
    return position;
  }

  /** Brings a citation into view, and marks it. */
  async goToCitation({ number, start }, { quietly = false } = {}) {
    this.#overlay.active = number;
    const block = await this.#show(start);
    for (const mark of this.container.querySelectorAll('mark.cite'))
      mark.classList.toggle('active', mark.dataset.cites.split(' ').includes(String(number)));
    const mark = this.container.querySelector(`mark[data-begins~="${number}"]`) ?? block;
    mark?.scrollIntoView({ block: 'center' });
    if (!quietly) mark?.focus({ preventScroll: true });
  }

  /** Number of the block that is being read. */
  get position() {
    const blocks = [...this.container.querySelectorAll('.block')];
    const read = blocks.findLast((block) => block.getBoundingClientRect().top < READING_LINE_PX);
    return Number((read ?? blocks[0])?.dataset.position ?? 0);
  }

  async #show(offset) {
    const position = await this.blocks.indexAt(offset);
    const [block] = await this.blocks.between(offset, offset + 1);
    if (block && this.renderer.include(block, offset)) await this.segments.refresh();
    return this.segments.show(position);
  }

  async #stands({ quote, start, end }) {
    return quote === undefined || stands(quote, await this.blocks.between(start, end), { start, end });
  }

  async #render(blocks, before) {
    const [first, last] = [blocks[0], blocks.at(-1)];
    if (!first) return [];
    const chunks = this.#withChunks ? await this.chunks.between(first.start, last.end) : [];
    const over = chunks.map(({ start, end, index }) => ({ start, end, chunk: index + 1 }));
    this.#overlay.overlays = [...this.#citations, ...over];
    let { page } = before ?? {};
    return blocks.flatMap((block) => {
      const turned = block.page !== null && block.page !== page;
      page = block.page;
      return [...(turned ? [pageBreak(page)] : []), this.renderer.render(block)];
    });
  }
}

const pageBreak = (page) =>
  element('div', { class: 'page-break', role: 'separator', 'aria-label': `Page ${page}` }, `${page}`);

const blocksOf = (api, { id, block_count: count, chapters }) =>
  new Spans({
    count,
    size: BLOCKS_AT_ONCE,
    load: (from, limit) => api.get(`/api/v1/documents/${id}/blocks`, { from, limit }),
    bounds: (offset) => boundsOf(chapters, offset) ?? [0, count - 1],
  });

const chunksOf = (api, { id, chunk_count: count }, { size = CHUNKS_AT_ONCE, as = (chunk) => chunk } = {}) =>
  new Spans({
    count,
    size,
    load: async (cursor, limit) => {
      const { body, next } = await api.list(`/api/documents/${id}/chunks`, { cursor, limit });
      return { items: body.map(as), next };
    },
  });

/** A document that was read before its blocks were told apart has its chunks only. */
const chunksAsBlocks = (api, document) =>
  chunksOf(api, document, {
    size: BLOCKS_AT_ONCE,
    as: ({ index, content, ...chunk }) => ({ ...chunk, kind: 'paragraph', position: index, text: content }),
  });

/** The blocks between which the sections say that a character lies. */
function boundsOf(chapters, offset) {
  const chapter = chapters.findLast(({ start }) => start <= offset);
  const section = chapter?.sections.findLast(({ start }) => start <= offset) ?? chapter;
  return section && [section.first_block, section.first_block + section.block_count - 1];
}

function heightOf({ chapters, block_count }, blocks) {
  const characters = (chapters.at(-1)?.end ?? 0) / Math.max(1, block_count);
  return Math.round(blocks * ((characters / CHARACTERS_A_LINE + 0.5) * LINE_PX + BLOCK_GAP_PX));
}
