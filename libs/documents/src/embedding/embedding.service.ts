import { BeforeApplicationShutdown, Injectable, Logger, Optional } from '@nestjs/common';
import { CancelledError, DomainError, InvalidError } from '@muster/platform';
import { LeasedWorks, ShutdownError } from '../leases/leased-works';
import { Embedder } from '../vectors/embedder';
import { ChunkToEmbed, EmbeddingClaim, EmbeddingStore } from './embedding.store';
import { Pgvector } from '../vectors/pgvector';
import { normalized } from '../vectors/quantized';
import { VectorSpaces } from '../vectors/vector-spaces';

/** Chunks embedded by one question to the model and stored in one transaction. */
const BATCH_CHUNKS = 10;
/** Tries of one batch. */
const MOST_TRIES = 3;
/** Claims without progress, whatever ended them. */
const MOST_CLAIMS = 10;
const RETRY_SECONDS = [2, 20];
/** When what failed is tried once more by itself: the model's server may be back. */
const HEAL_SECONDS = 300;

/** Gives the chunks of stored documents their vectors. May be killed at any moment: the next worker goes on after the last batch. */
@Injectable()
export class EmbeddingService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EmbeddingService.name);
  private readonly works = new LeasedWorks(this.logger);

  constructor(
    private readonly store: EmbeddingStore,
    private readonly spaces: VectorSpaces,
    private readonly pgvector: Pgvector,
    @Optional() private readonly embedder?: Embedder,
  ) {}

  /** Embeds one document unless it is gone, done or in other hands. */
  embed(documentId: string): Promise<void> {
    return this.works.run(documentId, async () => {
      const model = this.embedder?.model;
      const claim = model === undefined ? undefined : await this.store.claim(documentId, model);
      return (
        claim && {
          renew: () => this.store.renew(claim),
          work: (signal) => this.batches(claim, signal),
          settle: (error) => this.settle(claim, error),
        }
      );
    });
  }

  /** The document was deleted. */
  stop(documentId: string): void {
    this.works.stop(documentId, 'the document was deleted');
  }

  /** Hands everything over after the batch at hand. */
  beforeApplicationShutdown(): Promise<void> {
    return this.works.drain();
  }

  private async batches(claim: EmbeddingClaim, signal: AbortSignal): Promise<void> {
    if (claim.tries > MOST_CLAIMS) throw new InvalidError('embedding it broke off too often');
    while (claim.done < claim.chunkCount) await this.batch(claim, signal);
  }

  private async batch(claim: EmbeddingClaim, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const chunks = await this.store.chunks(claim, BATCH_CHUNKS);
    const first = chunks[0];
    if (!first) throw new CancelledError('the document is gone');
    const vectors = await this.ask(claim, chunks, signal);
    const space = await this.spaces.seen(this.embedder?.model ?? '', vectors[0]?.length ?? 0);
    await this.pgvector.build(space);
    if (claim.done > 0 && claim.spaceId !== space.id) return this.store.restart(claim);
    await this.store.commit(claim, {
      documentId: claim.documentId,
      spaceId: space.id,
      corpusId: first.corpusId,
      firstPosition: claim.done,
      numbers: chunks.map(({ number }) => number),
      vectors,
    });
  }

  private async ask(
    claim: EmbeddingClaim,
    chunks: ChunkToEmbed[],
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const { orgId, userId } = claim;
    const texts = chunks.map((chunk) => textOf(claim, chunk));
    const answer = await this.embedder?.embed({ texts, signal, charge: { orgId, userId: userId ?? orgId } });
    const vectors = (answer?.vectors ?? []).map(normalized);
    const dimensions = vectors[0]?.length ?? 0;
    const sound =
      dimensions > 0 &&
      vectors.every((vector) => vector.length === dimensions && vector.every(Number.isFinite));
    if (vectors.length !== texts.length || !sound)
      throw new InvalidError('the embedding model has answered something else than one vector for each text');
    return vectors;
  }

  private async settle(claim: EmbeddingClaim, error: unknown): Promise<void> {
    if (error instanceof ShutdownError) return this.store.release(claim, claim.tries - 1, 0);
    if (error instanceof CancelledError) return;
    this.logger.warn(`embedding document ${claim.documentId}, try ${claim.tries}: ${String(error)}`, error);
    if (error instanceof InvalidError || claim.tries >= MOST_TRIES)
      return this.store.fail(claim, messageOf(error), MOST_TRIES - 1, HEAL_SECONDS);
    await this.store.release(claim, claim.tries, pauseAfter(claim.tries, error));
  }
}

/** A chunk below the title and the headings it stands under, where it does not say them itself. */
const textOf = ({ title }: EmbeddingClaim, { headings, text }: ChunkToEmbed): string =>
  [...[title, ...headings].filter((line) => line !== '' && !text.includes(line)), text].join('\n');

const pauseAfter = (tries: number, error: unknown): number =>
  Math.max(RETRY_SECONDS[tries - 1] ?? 0, (error instanceof DomainError && error.details.retryAfter) || 0);

const messageOf = (error: unknown): string =>
  `its passages could not be embedded: ${error instanceof DomainError ? error.message : 'an unexpected failure'}`;
