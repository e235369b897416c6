import { button, element } from './dom.js';

/** Chapters shown at first, and with each further asking. */
const SHOWN = 500;

/** Chapters and sections; follows what is being read. */
export class Outline {
  #entries = [];
  #current;

  constructor(container, { onOpen }) {
    this.container = container;
    this.onOpen = onOpen;
  }

  show(chapters) {
    this.#entries = [];
    const list = element('ol', { class: 'chapters' });
    this.container.replaceChildren(element('h2', {}, 'Outline'), list);
    this.#add(list, chapters, 0);
  }

  /** Marks the division that a block is in. */
  follow(position) {
    const index = this.#entries.findLastIndex(({ first }) => first <= position);
    const link = this.#entries[index]?.link;
    if (!link || link === this.#current) return;
    this.#current?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'true');
    this.#current = link;
    this.#keepInView(link);
  }

  #add(list, chapters, from) {
    list.append(...chapters.slice(from, from + SHOWN).map((chapter) => this.#chapter(chapter)));
    const to = from + SHOWN;
    if (to >= chapters.length) return;
    const more = element('li');
    const show = () => {
      more.remove();
      this.#add(list, chapters, to);
    };
    more.append(button(`${chapters.length - to} more chapters`, { class: 'more' }, show));
    list.append(more);
  }

  #chapter(chapter) {
    const item = element('li', {}, this.#link(chapter));
    const [only] = chapter.sections;
    const same = chapter.sections.length === 1 && only.title === chapter.title;
    const sections = same ? [] : chapter.sections.slice(0, SHOWN);
    const inner = sections.filter(({ first_block }, index) => index > 0 || first_block > chapter.first_block);
    if (inner.length > 0)
      item.append(element('ol', {}, ...inner.map((one) => element('li', {}, this.#link(one)))));
    return item;
  }

  #link({ title, first_block: first, start, pages }) {
    const label = element('span', { class: 'label' }, title);
    const page = pages
      ? element('span', { class: 'page', 'aria-label': `page ${pages.first}` }, String(pages.first))
      : undefined;
    const link = element('a', { href: `#at=${start}` }, label, page);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      this.onOpen(start);
    });
    this.#entries.push({ first, link });
    return link;
  }

  #keepInView(link) {
    const [box, frame] = [link.getBoundingClientRect(), this.container.getBoundingClientRect()];
    if (box.top < frame.top) this.container.scrollTop -= frame.top - box.top + frame.height / 3;
    if (box.bottom > frame.bottom) this.container.scrollTop += box.bottom - frame.bottom + frame.height / 3;
  }
}
