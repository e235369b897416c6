import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, CitationView, DocumentView, StepView } from './api';
import { Failure } from './failure';
import type { Screen } from './screen';
import { Watcher } from './watcher';

const MOST_STEPS = 12;
const POLL_MS = 60;
const SLOW_POLL_MS = 500;
/** From here on it is a large document, and nobody needs to look so often. */
const QUICK_POLLS = 40;

/** Upload, ask, watch, read: what Muster is for, done once. */
export class Job {
  constructor(
    private readonly api: Api,
    private readonly screen: Screen,
  ) {}

  async run(file: string, question: string): Promise<void> {
    this.screen.heading('1  A document');
    const document = await this.ingest(file);
    try {
      this.screen.heading('2  A task');
      this.screen.prose(this.screen.style('cyan', question));
      const { id } = await this.api.createTask(question);
      this.screen.heading('3  Its steps, as they happen');
      const last = await this.work(id);
      this.screen.heading('4  The answer');
      await this.present(last);
    } finally {
      await this.api.removeDocument(document.id).catch(() => undefined);
    }
  }

  private async ingest(file: string): Promise<DocumentView> {
    const { size } = await stat(file).catch(() => {
      throw new Failure(`cannot read ${file}`);
    });
    this.screen.line(`  ${basename(file)}, ${Math.ceil(size / 1_024)} kB`);
    const begun = performance.now();
    let document = await this.api.upload(file, titleOf(file), 'Uploaded by the demo');
    for (let polls = 0; document.ingestion === 'ingesting'; polls += 1) {
      this.screen.bar(document.progress, 'being read and indexed');
      await sleep(polls < QUICK_POLLS ? POLL_MS : SLOW_POLL_MS);
      document = await this.api.document(document.id);
    }
    if (document.ingestion === 'failed') throw new Failure(`it cannot be read: ${document.error}`);
    this.screen.endBar(document.progress, `${document.chunkCount} passages in ${since(begun)}`);
    return document;
  }

  /** One step per call, until the agent says that it is done. */
  private async work(taskId: string): Promise<StepView> {
    const watcher = new Watcher(this.api, taskId, this.screen);
    for (let number = 0; number < MOST_STEPS; number += 1) {
      const step = await this.api.step(taskId);
      await watcher.until(step.index);
      if (step.result.status === 'AWAITING_INPUT')
        throw new Failure(`the agent asks something back: ${step.result.message}`);
      if (!step.action.final) continue;
      watcher.leave();
      return step;
    }
    throw new Failure(`no answer after ${MOST_STEPS} steps`);
  }

  private async present({ result }: StepView): Promise<void> {
    if (!result.message) throw new Failure(`no answer: ${result.error ?? result.summary}`);
    const sources = [...new Set(result.citations.map(({ chunkId }) => chunkId))];
    const text = sources.reduce(
      (message, id, index) => message.replaceAll(`[${id}]`, `[${index + 1}]`),
      result.message,
    );
    this.screen.prose(text);
    if (sources.length === 0) throw new Failure('the answer cites nothing');
    this.screen.heading('5  Its citations, held against the document');
    for (const citation of result.citations) await this.cite(citation, sources.indexOf(citation.chunkId) + 1);
  }

  private async cite({ quote, chunkId, page }: CitationView, number: number): Promise<void> {
    const { content, documentTitle } = await this.api.chunk(chunkId);
    if (!plain(content).includes(plain(quote)))
      throw new Failure(`a quote does not stand in the document: “${quote}”`);
    const where = `${documentTitle}${page === undefined ? '' : `, page ${page}`}`;
    const mark = this.screen.style('green', '✓');
    this.screen.prose(`“${plain(quote)}”`, '      ', `  [${number}] `);
    this.screen.line(
      `      ${mark} ${this.screen.style('dim', `${where}, word for word in passage ${chunkId}`)}`,
    );
  }
}

/** Lines of a page break anywhere. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

const titleOf = (file: string): string =>
  basename(file)
    .replace(/\.\w+$/, '')
    .replaceAll('-', ' ');

export const since = (begun: number): string => `${((performance.now() - begun) / 1_000).toFixed(1)} s`;
