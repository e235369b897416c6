import { AnswerPanel } from './answer-panel.js';
import { exchangesFor } from './answers.js';
import { Api } from './api.js';
import { numbered } from './citations.js';
import { byId } from './dom.js';
import { Drawers } from './drawers.js';
import { Outline } from './outline.js';
import { Reader } from './reader.js';
import { sleep } from './request.js';
import { SignIn } from './sign-in.js';
import { Status } from './status.js';

const POLL_MS = 1_000;
const ANSWER_POLL_MS = 2_500;
/** Malformed ids are nobody's either. */
const MISSING = [400, 404, 422];
/** In the address: there is an answer to be shown, or a place. */
const ASKED = /[?&](?:task|run)=|[#&]cite=/;

/** The page: which document, in what state, and what is shown of it. */
export class Page {
  #id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
  #api = new Api();
  #status = new Status();
  #drawers = new Drawers();
  #signIn = new SignIn(this.#api, () => void this.open());
  #outline = new Outline(byId('outline'), { onOpen: (start) => this.#goTo(start) });
  #panel = new AnswerPanel(byId('answer'), {
    onSelect: (which) => void this.#select(which),
    linkTo: (citation) => this.#linkTo(citation),
  });
  #reader;
  #citations = [];
  #titles = new Map();
  #active = 0;
  /** Counts the times the page was opened: what belongs to an earlier time is of no interest any more. */
  #times = 0;

  async open() {
    const time = (this.#times += 1);
    this.#close();
    try {
      const document = await this.#ready(time);
      if (document && time === this.#times) await this.#read(document, time);
    } catch (error) {
      if (time === this.#times) this.#refuse(error);
    }
  }

  /** The keys n and p. */
  step(which) {
    if (this.#citations.length > 0) void this.#select(which);
  }

  async select(number) {
    await this.#select(number);
  }

  follow() {
    if (this.#reader) this.#outline.follow(this.#reader.position);
  }

  showChunks(on) {
    document.body.classList.toggle('with-chunks', on);
    this.#reader?.showChunks(on).catch((error) => this.#refuseChunks(error));
  }

  async hashChanged() {
    if (this.#reader) await this.#answer(this.#times, { again: true });
  }

  #close() {
    this.#reader?.close();
    this.#reader = undefined;
    this.#citations = [];
    this.#active = 0;
    byId('outline').replaceChildren();
    byId('chunk-switch').hidden = true;
    this.#signIn.hide();
    this.#status.nothing('\u00a0');
    this.#expectAnswer(ASKED.test(location.search + location.hash));
    document.body.classList.remove('bare', 'starting');
  }

  /** Its place is kept from the start, so that the text does not move aside when it comes. */
  #expectAnswer(expected) {
    document.body.classList.toggle('with-answer', expected);
    this.#panel.expect(expected);
    byId('answer-button').hidden = !expected;
  }

  /** Nothing of a document is on the page. */
  #bare(title) {
    this.#status.nothing(title);
    this.#expectAnswer(false);
    document.body.classList.add('bare');
  }

  /** The document when it can be read; undefined when it never will be. */
  async #ready(time) {
    for (;;) {
      const document = await this.#api.get(`/api/v1/documents/${encodeURIComponent(this.#id)}`);
      if (time !== this.#times) return undefined;
      this.#status.document(document);
      if (document.status === 'ready') return document;
      if (document.status === 'failed') return this.#status.failed(document);
      this.#status.progress(document);
      await sleep(POLL_MS);
    }
  }

  async #read(document, time) {
    this.#id = document.id;
    this.#status.clear();
    if (document.block_count + document.chunk_count === 0) return this.#status.empty();
    this.#outline.show(document.chapters);
    byId('chunk-switch').hidden = false;
    this.#reader = new Reader(byId('text'), this.#api, document, { onError: (error) => this.#refuse(error) });
    this.#titles.set(document.id, document.title);
    if (byId('chunks').checked) this.showChunks(true);
    await this.#answer(time);
    const at = /[#&]at=(\d+)/.exec(location.hash)?.[1];
    if (at) this.#goTo(Number(at));
    this.follow();
    return undefined;
  }

  /** The text is there whether the answer is or not. */
  async #answer(time, options) {
    if (time !== this.#times) return;
    try {
      await this.#showAnswer(time, options);
    } catch (error) {
      this.#expectAnswer(false);
      if (!MISSING.includes(error.status)) this.#refuse(error);
      else
        this.#status.problem(
          'No such answer',
          'What this address names is not there, or belongs to somebody else.',
        );
    }
  }

  /** Asks again for as long as an answer is to come. */
  async #showAnswer(time, { again = false } = {}) {
    const asked = await exchangesFor(this.#api, location, this.#id);
    if (time !== this.#times) return;
    if (asked.exchanges.length === 0) return this.#expectAnswer(false);
    this.#expectAnswer(true);
    const before = this.#citations.length;
    this.#citations = numbered(asked.exchanges);
    await this.#learnTitles();
    this.#panel.show(asked, this.#citations);
    await this.#cite();
    if (again || this.#citations.length > before) await this.#selectFirst();
    if (asked.pending) setTimeout(() => void this.#answer(time), ANSWER_POLL_MS);
    return undefined;
  }

  async #cite() {
    const lost = await this.#reader.cite(this.#here());
    for (const number of lost)
      this.#panel.note(number, 'These words do not stand there any more: the document has changed.');
    this.#citations = this.#citations.map((one) => ({ ...one, lost: lost.includes(one.number) }));
  }

  #here() {
    return this.#citations.filter(({ documentId }) => documentId === this.#id);
  }

  /** The one that the address names, else the first of the answer. */
  async #selectFirst() {
    const wanted = /[#&]cite=(\d+)-(\d+)/.exec(location.hash);
    const here = this.#here().filter(({ lost }) => !lost);
    const named = here.find(({ start, end }) => wanted && start === +wanted[1] && end === +wanted[2]);
    const first = named ?? (location.hash === '' ? here[0] : undefined);
    if (first) await this.#select(first.number, { quietly: true });
  }

  async #select(which, { quietly = false } = {}) {
    const here = this.#here().filter(({ lost }) => !lost);
    if (here.length === 0) return;
    const at = here.findIndex(({ number }) => number === this.#active);
    const step = { next: at + 1, previous: at <= 0 ? here.length - 1 : at - 1 }[which];
    const citation =
      step === undefined ? here.find(({ number }) => number === which) : here[step % here.length];
    if (!citation) return;
    this.#active = citation.number;
    this.#panel.select(citation.number);
    this.#drawers.close();
    if (!quietly) history.replaceState(null, '', `${location.search}#cite=${citation.start}-${citation.end}`);
    await this.#reader.goToCitation(citation, { quietly }).catch((error) => this.#refuse(error));
  }

  #goTo(start) {
    this.#drawers.close();
    history.replaceState(null, '', `${location.search}#at=${start}`);
    this.#reader?.goTo(start).catch((error) => this.#refuse(error));
  }

  #linkTo({ documentId, start, end }) {
    if (documentId === this.#id) return undefined;
    const href = `/documents/${documentId}/view${location.search}#cite=${start}-${end}`;
    return { href, title: this.#titles.get(documentId) ?? 'another document' };
  }

  async #learnTitles() {
    const others = new Set(this.#citations.map(({ documentId }) => documentId));
    const unknown = [...others].filter((id) => !this.#titles.has(id));
    for (const id of unknown) {
      const title = await this.#api.get(`/api/documents/${id}`).then(
        (document) => document.title,
        () => 'a document that is gone',
      );
      this.#titles.set(id, title);
    }
  }

  #refuse(error) {
    const { status } = error;
    if (status === 401) this.#api.forget();
    if (status === undefined) throw error;
    if (status === 401 || (status === 404 && !this.#api.signedIn)) return this.#askWho();
    if (MISSING.includes(status)) return this.#notFound();
    return this.#status.problem('Something went wrong.', error.message, {
      label: 'Try again',
      run: () => void this.open(),
    });
  }

  #askWho() {
    if (!this.#reader) this.#bare('A document');
    this.#signIn.ask('Sign in to see what is yours.');
  }

  #notFound() {
    this.#reader?.close();
    this.#reader = undefined;
    this.#bare('Not found');
    this.#status.problem('No such document', 'There is none of this name, or it belongs to somebody else.');
  }

  #refuseChunks(error) {
    byId('chunks').checked = false;
    this.showChunks(false);
    this.#refuse(error);
  }
}
