import { stemmer } from 'stemmer';
import textSearch from 'wink-bm25-text-search';
import type { Collection } from './cranfield';
import type { Ranker } from './quality';

/** As search engines of the field leave them out by default. */
const STOP_WORDS = new Set(
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with'.split(
    ' ',
  ),
);

/** Okapi BM25 (k1 0.9, b 0.4) of an independent library over the same texts with their titles, stemmed after Porter. */
export function library({ texts }: Collection): Ranker {
  const engine = textSearch();
  // With `k` 1 its idf is log(1 + (N - n + 0.5) / (n + 0.5)).
  engine.defineConfig({ fldWeights: { text: 1 }, bm25Params: { k1: 0.9, b: 0.4, k: 1 } });
  engine.definePrepTasks([terms]);
  for (const { id, title, text } of texts) engine.addDoc({ text: `${title}\n${text}` }, String(id));
  engine.consolidate(9);
  return (query) => engine.search(query, 100).map(([id]) => Number(id));
}

const terms = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => stemmer(word));
