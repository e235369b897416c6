import { partsOf } from './citations.js';
import { button, element } from './dom.js';

/** The question, the answer, its citations, and the way from one to the next. */
export class AnswerPanel {
  #cards = new Map();

  constructor(container, { onSelect, linkTo }) {
    this.container = container;
    this.onSelect = onSelect;
    this.linkTo = linkTo;
  }

  expect(expected) {
    this.container.hidden = !expected;
    if (!expected) this.container.replaceChildren();
    else if (!this.container.hasChildNodes())
      this.container.append(element('p', { class: 'waiting-for' }, 'Looking for the answer…'));
  }

  show({ exchanges, pending }, citations) {
    this.#cards.clear();
    const told = exchanges.filter(({ question, answer }) => question !== null || answer !== null);
    this.container.replaceChildren(
      ...told.map((exchange) => this.#exchange(exchange, pending, citations)),
      this.#heading(citations),
      this.#list(citations),
    );
  }

  /** Marks a card, which comes into view within the panel. */
  select(number) {
    for (const [of, card] of this.#cards) card.setAttribute('aria-current', String(of === number));
    this.#cards.get(number)?.scrollIntoView({ block: 'nearest' });
    const place = this.container.querySelector('.place');
    if (place) place.textContent = `${number} of ${this.#cards.size}`;
  }

  /** Says of a card that its quote does not stand there any more. */
  note(number, text) {
    this.#cards.get(number)?.append(element('span', { class: 'note' }, text));
  }

  #exchange({ question, answer, numbers, unsupported }, pending, citations) {
    const own = citations.filter(({ number }) => numbers.includes(number));
    const waiting = pending ? 'The agent has not answered yet.' : 'There is no answer.';
    return element(
      'section',
      { class: 'exchange' },
      element('h2', { class: 'question' }, question ?? 'Answer'),
      answer === null
        ? element('p', { class: 'waiting-for' }, waiting)
        : element(
            'div',
            { class: 'reply' },
            ...partsOf(answer, own, unsupported).map((part) => this.#part(part)),
          ),
    );
  }

  #part({ text, number, unsupported }) {
    if (unsupported) return element('span', { class: 'unsupported', title: 'No document says this' }, text);
    if (text !== undefined) return text;
    if (number === undefined) return element('span', { class: 'unconfirmed' }, 'unconfirmed');
    const attributes = { class: 'reference', 'aria-label': `Citation ${number}` };
    return button(String(number), attributes, () => this.onSelect(number));
  }

  #heading({ length }) {
    if (length === 0) return element('p', { class: 'none' }, 'No citations.');
    return element(
      'div',
      { class: 'citations-head' },
      element('h2', {}, 'Citations'),
      element('span', { class: 'place', 'aria-live': 'polite' }, String(length)),
      button('‹', { 'aria-label': 'Previous citation', title: 'Previous (p)' }, () =>
        this.onSelect('previous'),
      ),
      button('›', { 'aria-label': 'Next citation', title: 'Next (n)' }, () => this.onSelect('next')),
    );
  }

  #list(citations) {
    return element(
      'ol',
      { class: 'citations' },
      ...citations.map((one) => element('li', {}, this.#card(one))),
    );
  }

  #card(citation) {
    const { number, quote, start, end, page } = citation;
    const elsewhere = this.linkTo(citation);
    const where = page === undefined ? '' : `Page ${page}`;
    const parts = [
      element('span', { class: 'number' }, String(number)),
      element('q', {}, (quote ?? `Characters ${start} to ${end}`).replace(/\s+/g, ' ')),
      element('span', { class: 'where' }, [where, elsewhere?.title].filter(Boolean).join(' · ')),
    ];
    const card = elsewhere
      ? element('a', { class: 'card', href: elsewhere.href }, ...parts)
      : button('', { class: 'card', 'data-number': number }, () => this.onSelect(number));
    if (!elsewhere) card.append(...parts);
    this.#cards.set(number, card);
    return card;
  }
}
