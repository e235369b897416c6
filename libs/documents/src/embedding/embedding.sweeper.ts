import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy, Optional } from '@nestjs/common';
import { EMBED_DOCUMENT } from '@muster/contracts';
import { Jobs, Ticker } from '@muster/platform';
import { EmbeddingBacklog } from './embedding-backlog';
import { Embedder } from '../vectors/embedder';
import { Pgvector } from '../vectors/pgvector';
import { VectorSpaces } from '../vectors/vector-spaces';

const EVERY_MS = 1_000;
/** How often all documents are looked through for such without vectors of the present model. */
const ADOPT_EVERY_MS = 60_000;

/** Puts on the queue what is to be embedded: new documents, and all others after the model has changed. */
@Injectable()
export class EmbeddingSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EmbeddingSweeper.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.pass(), this.logger);
  private adopted = -Infinity;

  constructor(
    private readonly backlog: EmbeddingBacklog,
    private readonly spaces: VectorSpaces,
    private readonly pgvector: Pgvector,
    private readonly jobs: Jobs,
    @Optional() private readonly embedder?: Embedder,
  ) {}

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** Now and then: what was made without an embedder or with another one, and what pgvector lacks. */
  async adopt(): Promise<void> {
    const model = this.embedder?.model;
    if (model === undefined) return this.backlog.abandon();
    const space = await this.spaces.present(model);
    if (space) await this.pgvector.build(space);
    const count = await this.backlog.adopt(model);
    if (count > 0) this.logger.log(`${count} documents are to be embedded by ${model}`);
  }

  /** The attempt in the job's id lets a document pass its own earlier job, which may hang on a dead worker. */
  async sweep(): Promise<void> {
    if (this.embedder?.model === undefined) return;
    const items = (await this.backlog.due()).map(({ id, attempt }) => ({
      data: { documentId: id },
      options: { id: `${id}-embed-${attempt}` },
    }));
    await this.jobs.enqueueMany(EMBED_DOCUMENT, items);
  }

  private async pass(): Promise<void> {
    if (Date.now() - this.adopted > ADOPT_EVERY_MS) {
      await this.adopt();
      this.adopted = Date.now();
    }
    await this.sweep();
  }
}
