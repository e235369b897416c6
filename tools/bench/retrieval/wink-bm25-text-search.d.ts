declare module 'wink-bm25-text-search' {
  interface Engine {
    defineConfig(config: {
      fldWeights: Record<string, number>;
      bm25Params: { k1: number; b: number; k: number };
    }): void;
    definePrepTasks(tasks: ((text: string) => string[])[]): void;
    addDoc(fields: Record<string, string>, id: string): void;
    consolidate(precision: number): void;
    search(query: string, limit: number): [id: string, score: number][];
  }

  export default function engine(): Engine;
}
