import type { DecisionMaterial, HistoryItem, Passage } from '../../calls/model-call';
import { act, Decision, say } from '../../decisions/decision';
import { answerFrom, EXTRACTIVE_NOTE } from '../answer';
import { summarize } from '../summary';
import { keywords } from '../text/terms';
import { failed, passagesOf, textOf } from './details';
import type { Intent } from './intents';
import { documentList, introduction, NOTHING_TO_READ, notFound } from './phrases';
import { report } from './report';
import { mentionedFile, readableFiles, targetOf } from './targets';

const SUMMARY_WORDS = 150;
const LONGEST_MESSAGE = 6_000;

/** Hands out actions and is handed their outcome; what it returns is undefined when the plan has ended early. */
type Walk<T> = Generator<Decision, T | undefined, HistoryItem>;

/**
 * What a message comes to, as a coroutine: it yields each action that it needs and goes on with the outcome. So the
 * same code that decides what is next also tells whether a history is the one this plan would have had.
 */
export class Plan {
  private readonly results: string[] = [];
  /** What was found out last: for a file that is to hold it. */
  private found = '';
  private quoted = false;
  private ending?: Decision;

  constructor(
    private readonly material: DecisionMaterial,
    private readonly message: string,
  ) {}

  /** Returns the last word to the person. */
  *steps(intents: Intent[]): Generator<Decision, Decision, HistoryItem> {
    for (const intent of intents) {
      yield* this.fulfil(intent);
      if (this.ending) return this.ending;
    }
    const text = this.results.join('\n\n').slice(0, LONGEST_MESSAGE);
    const message = this.quoted ? `${text}\n\n${EXTRACTIVE_NOTE}` : text;
    return say(message, 'Everything that the message asks for is done.');
  }

  private *fulfil(intent: Intent): Walk<void> {
    switch (intent.kind) {
      case 'greeting':
        this.results.push(introduction(this.material));
        break;
      case 'documents':
        this.results.push(documentList(this.material));
        break;
      case 'action':
        yield* this.action(intent.name, intent.parameters);
        break;
      case 'write':
        yield* this.action('write_file', { filename: intent.filename, body: intent.body ?? this.found });
        break;
      case 'summary':
        yield* this.summary(intent.target);
        break;
      case 'question':
        yield* this.question(intent.text);
        break;
    }
  }

  private *action(name: string, parameters: Record<string, unknown>): Walk<void> {
    const reasoning = 'The message asks for exactly this.';
    // The person's own words, or a question to them, end the step by themselves.
    if (name === 'output_message') {
      this.ending = act(name, parameters, reasoning);
      return;
    }
    const item = yield* this.perform(name, parameters, reasoning);
    if (!item) return;
    this.found = textOf(item);
    this.results.push(report(item));
  }

  /** The outcome; undefined when there is none to go on with, and the plan ends. */
  private *perform(name: string, parameters: Record<string, unknown>, reasoning: string): Walk<HistoryItem> {
    const item = yield* this.attempt(name, parameters, reasoning);
    if (item && failed(item)) {
      this.ending = say(report(item), 'The action failed; going on would be guessing.');
      return undefined;
    }
    return item;
  }

  private *attempt(name: string, parameters: Record<string, unknown>, reasoning: string): Walk<HistoryItem> {
    if (!this.material.actions.includes(name)) {
      this.ending = say(`I cannot do that here: the action ${name} is not switched on.`, reasoning);
      return undefined;
    }
    return yield act(name, parameters, reasoning);
  }

  private *question(text: string): Walk<void> {
    const passages: Passage[] = [];
    const sources = this.sources(text);
    for (const source of sources) {
      passages.push(...((yield* this.consult(source, text)) ?? []));
      if (this.ending) return;
      const answer = answerFrom(text, passages);
      if (!answer.supported) continue;
      this.tell(answer.text);
      return;
    }
    this.found = sources.length === 0 ? NOTHING_TO_READ : notFound(this.material, text, passages);
    this.results.push(this.found);
  }

  /** Where to look, in order: the file that is named, the documents, the other files. */
  private sources(text: string): Source[] {
    const { files, documents, actions } = this.material;
    const named = mentionedFile(text, files);
    const others = readableFiles(files).filter((name) => name !== named);
    const search: Source[] = documents.length > 0 && actions.includes('rag_search') ? ['documents'] : [];
    if (!actions.includes('read_file')) return search;
    return [
      ...(named === undefined ? [] : [{ file: named }]),
      ...search,
      ...others.map((file): Source => ({ file })),
    ];
  }

  private *consult(source: Source, text: string): Walk<Passage[]> {
    if (source === 'documents') {
      const query = keywords(text).join(' ') || text;
      const item = yield* this.perform('rag_search', { query }, `Looking for passages about: ${query}`);
      return item && passagesOf(item);
    }
    const { file } = source;
    const item = yield* this.attempt('read_file', { filename: file }, `The answer may be in ${file}.`);
    // A file that cannot be read is no source; the others may still answer.
    if (!item || failed(item)) return [];
    return [{ chunkId: file, documentId: file, title: file, text: textOf(item) }];
  }

  private *summary(target: string): Walk<void> {
    const source = targetOf(target, this.material);
    if (source === undefined || !this.material.actions.includes(source.action)) {
      yield* this.question(target || this.message);
      return;
    }
    const item = yield* this.perform(source.action, source.parameters, 'It is to be summarized.');
    if (!item) return;
    const passages = source.action === 'read_file' ? [] : passagesOf(item);
    const text = passages.length > 0 ? passages.map((passage) => passage.text).join('\n\n') : textOf(item);
    this.tell(summarize(text, SUMMARY_WORDS));
  }

  private tell(text: string): void {
    this.found = text;
    this.quoted = true;
    this.results.push(text);
  }
}

type Source = 'documents' | { file: string };
