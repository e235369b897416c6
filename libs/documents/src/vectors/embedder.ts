/** Texts to embed, and who pays for it. */
export interface EmbeddingRequest {
  texts: string[];
  signal?: AbortSignal;
  charge: { orgId: string; userId: string };
}

/** Turns texts into vectors. An app that has one binds it with `EmbedderModule`. */
export abstract class Embedder {
  /** Whatever names what makes the vectors; undefined: nothing does, and search is by words alone. */
  abstract readonly model: string | undefined;

  /** One vector for each text, in order, all of one dimension. Throws what another try may mend, `InvalidError` otherwise. */
  abstract embed(request: EmbeddingRequest): Promise<{ vectors: number[][] }>;
}
