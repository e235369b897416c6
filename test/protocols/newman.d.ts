/** As far as it is used here; the package brings no types. */
declare module 'newman' {
  interface Outcome {
    run: {
      stats: Record<'requests' | 'assertions', { total: number; failed: number }>;
      failures: { source?: { name: string }; error: { test?: string; message: string } }[];
    };
  }

  interface Options {
    collection: string;
    envVar: { key: string; value: string }[];
    workingDir: string;
  }

  const newman: { run(options: Options, done: (error: Error | null, outcome: Outcome) => void): void };
  export default newman;
}
