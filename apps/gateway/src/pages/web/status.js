import { button, byId, count, element } from './dom.js';

const TYPES = {
  'application/pdf': 'PDF',
  'text/markdown': 'Markdown',
  'text/plain': 'Text',
  'text/csv': 'CSV',
  'text/html': 'HTML',
  'application/json': 'JSON',
  'message/rfc822': 'E-mail',
};

const BY_NAME = /\.(\w{1,5})$/;

/** Above the text: what the document is, and how far it has come. */
export class Status {
  #title = byId('title');
  #facts = byId('facts');
  #status = byId('status');

  document(shown) {
    document.title = `${shown.title} · Muster`;
    this.#title.textContent = shown.title;
    byId('bar-title').textContent = shown.title;
    this.#facts.textContent = factsOf(shown).join(' · ');
  }

  clear() {
    this.#status.replaceChildren();
  }

  nothing(title) {
    document.title = 'Muster';
    this.#title.textContent = title;
    byId('bar-title').textContent = '';
    this.#facts.textContent = '\u00a0';
    this.clear();
  }

  progress({ status, progress }) {
    const said = status === 'queued' ? 'Waiting to be read' : `Being read: ${Math.floor(progress * 100)} %`;
    const bar = this.#status.querySelector('progress') ?? element('progress', { max: '1' });
    bar.value = progress;
    bar.setAttribute('aria-label', 'Reading the document');
    const words = this.#status.querySelector('p') ?? element('p');
    if (words.textContent !== said) words.textContent = said;
    if (!bar.isConnected) this.#status.replaceChildren(words, bar);
  }

  failed({ error, error_reason: reason }) {
    this.#say('problem', 'This document could not be read.', sentence(error ?? 'Nobody knows why', reason));
  }

  problem(title, text, action) {
    this.#say('problem', title, text, action);
  }

  empty() {
    this.#say('note', 'There is no text in this document.', '');
  }

  #say(kind, title, text, action) {
    const again = action && button(action.label, {}, action.run);
    this.#status.replaceChildren(
      element('div', { class: kind }, element('strong', {}, title), element('p', {}, text), again),
    );
  }
}

const sentence = (text, reason) => `${text[0].toUpperCase()}${text.slice(1)}${reason ? ` (${reason})` : ''}.`;

function factsOf({ filename, content_type: type, author, ocr, revision, ...counts }) {
  const kind = TYPES[type] ?? BY_NAME.exec(filename)?.[1]?.toUpperCase() ?? type;
  return [
    filename,
    kind,
    author,
    counts.page_count && count(counts.page_count, 'page'),
    counts.word_count && count(counts.word_count, 'word'),
    counts.chunk_count && count(counts.chunk_count, 'chunk'),
    revision > 1 && `revision ${revision}`,
    ocr && 'read off pictures',
  ].filter(Boolean);
}
