import { element } from './dom.js';

/** Fewer blocks than this stay on the page once they are there, so that the browser's own search finds them. */
const ALL = 400;
/** How far from what is seen blocks are made ready. */
const NEAR = '1400px 0px';
const SETTLE_MS = 60;

/**
 * The blocks on the page, a segment for each page of them. Only segments near what is seen have their blocks in the
 * page; the others are empty and as high as they were, or as high as they may be expected to be.
 */
export class Segments {
  #elements = [];
  #filled = new Set();
  #near = new Set();
  #observer;
  #timer;

  constructor(container, { spans, render, height, onError }) {
    this.container = container;
    this.spans = spans;
    this.render = render;
    this.onError = onError;
    this.#observer = new IntersectionObserver((entries) => this.#notice(entries), { rootMargin: NEAR });
    for (let index = 0; index < spans.pageCount; index += 1) {
      const segment = element('div', { class: 'segment waiting', 'data-segment': index });
      segment.style.height = `${height}px`;
      this.#elements.push(segment);
    }
    container.replaceChildren(...this.#elements);
    for (const segment of this.#elements) this.#observer.observe(segment);
    if (spans.count <= ALL) void this.#fillAll();
  }

  close() {
    this.#observer.disconnect();
    clearTimeout(this.#timer);
    this.container.replaceChildren();
  }

  /** The element of a block, which is on the page then, with its neighbours. */
  async show(position) {
    const index = Math.floor(position / this.spans.size);
    const around = [index - 1, index, index + 1].filter((one) => this.#elements[one]);
    await Promise.all(around.map((one) => this.#fill(one)));
    return this.container.querySelector(`#block-${position}`);
  }

  /** Renders again what is on the page: something else lies over it. */
  async refresh() {
    for (const index of this.#filled) this.#put(index, await this.#rendered(index));
  }

  #notice(entries) {
    for (const { target, isIntersecting } of entries) {
      const index = Number(target.dataset.segment);
      if (isIntersecting) this.#near.add(index);
      else this.#near.delete(index);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), SETTLE_MS);
  }

  /** Whoever scrolls far passes many segments, of which nothing is to be seen. */
  #settle() {
    for (const index of this.#near) this.#fill(index).catch((error) => this.onError(error));
    if (this.spans.count <= ALL) return;
    for (const index of this.#filled) if (!this.#near.has(index)) this.#empty(index);
  }

  async #fillAll() {
    try {
      for (let index = 0; index < this.spans.pageCount; index += 1) await this.#fill(index);
    } catch (error) {
      this.onError(error);
    }
  }

  async #fill(index) {
    if (this.#filled.has(index)) return;
    const rendered = await this.#rendered(index);
    if (this.#filled.has(index)) return;
    this.#filled.add(index);
    this.#put(index, rendered);
  }

  async #rendered(index) {
    const before = index > 0 ? (await this.spans.page(index - 1)).at(-1) : undefined;
    return this.render(await this.spans.page(index), before);
  }

  #put(index, rendered) {
    const segment = this.#elements[index];
    segment.replaceChildren(...rendered);
    segment.classList.remove('waiting');
    segment.style.height = '';
  }

  #empty(index) {
    const segment = this.#elements[index];
    if (segment.contains(document.activeElement)) return;
    segment.style.height = `${segment.getBoundingClientRect().height}px`;
    segment.replaceChildren();
    segment.classList.add('waiting');
    this.#filled.delete(index);
  }
}
