import { countTerms } from '../analysis/analyzer';
import { BUCKET_SIZE, eachEntry, invert, withoutSlots } from './postings';
import { Ranking } from './ranking';

const K1 = 1.2;
const B = 0.75;

/** BM25 as the textbook writes it, over whole texts. */
function textbook(texts: string[], query: string): number[] {
  const counted = texts.map((text) => countTerms(text));
  const average = counted.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const terms = [...countTerms(query).counts].map(([term, weight]) => {
    const having = counted.filter(({ counts }) => counts.has(term)).length;
    return { term, weight, idf: Math.log(1 + (texts.length - having + 0.5) / (having + 0.5)) };
  });
  return counted.map(({ counts, length }) =>
    terms.reduce((score, { term, weight, idf }) => {
      const count = counts.get(term) ?? 0;
      return score + (weight * idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average));
    }, 0),
  );
}

function ranked(texts: string[], query: string, limit: number) {
  const counted = texts.map((text) => countTerms(text));
  const postings = invert(counted, 0);
  const terms = counted.reduce((sum, { length }) => sum + length, 0);
  const ranking = new Ranking({ chunks: texts.length, terms }, { k1: K1, b: B });
  for (const [term, weight] of countTerms(query).counts)
    ranking.add(
      postings.filter((posting) => posting.term === term),
      weight,
    );
  return ranking.best(limit);
}

const animals = ['cat', 'dog', 'heron', 'otter', 'badger'];
const texts = Array.from({ length: 3 * BUCKET_SIZE }, (_, n) =>
  Array.from({ length: 1 + (n % 23) }, (_none, m) => animals[(n * 7 + m * m) % animals.length]).join(' '),
);

describe('Ranking', () => {
  it('scores as the textbook does, across buckets', () => {
    const query = 'otter heron otter zebra';
    const expected = textbook(texts, query)
      .map((score, number) => ({ number, score }))
      .sort((one, other) => other.score - one.score || one.number - other.number)
      .slice(0, 25);
    const found = ranked(texts, query, 25);
    expect(found.map(({ score }) => score.toFixed(6))).toEqual(expected.map(({ score }) => score.toFixed(6)));
  });

  it('puts equal scores in the order of their numbers', () => {
    expect(ranked(['heron', 'otter', 'heron', 'heron'], 'heron', 2).map(({ number }) => number)).toEqual([
      0, 2,
    ]);
  });

  it('finds nothing for terms that do not occur', () => {
    expect(ranked(texts, 'zebra', 5)).toEqual([]);
  });

  it('ranks only what is allowed', () => {
    const ranking = new Ranking({ chunks: 3, terms: 3 });
    ranking.add(invert(['a1', 'a1', 'a1'].map(countTerms), 0), 1);
    expect(ranking.best(5, (number) => number === 1).map(({ number }) => number)).toEqual([1]);
  });
});

describe('postings', () => {
  it('hold what was put in, and exactly the rest when something is taken out', () => {
    const [posting] = invert(
      [countTerms('x1 x1'), countTerms('x1'), countTerms('x1 x1 x1')],
      BUCKET_SIZE + 300,
    );
    const entries: number[][] = [];
    eachEntry(withoutSlots(posting?.entries ?? Buffer.alloc(0), new Set([301])), (...entry) =>
      entries.push(entry),
    );
    expect(posting?.bucket).toBe(1);
    expect(entries).toEqual([
      [300, 2, 2],
      [302, 3, 3],
    ]);
  });
});
