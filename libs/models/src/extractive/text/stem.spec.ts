import { stem } from './stem';

describe('stem', () => {
  // Pairs from the published description of the algorithm.
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['relational', 'relat'],
    ['digitizer', 'digit'],
    ['triplicate', 'triplic'],
    ['hopefulness', 'hope'],
    ['revival', 'reviv'],
    ['adjustment', 'adjust'],
    ['adoption', 'adopt'],
    ['probate', 'probat'],
    ['rate', 'rate'],
    ['controlling', 'control'],
  ])('%s becomes %s', (word, expected) => {
    expect(stem(word)).toBe(expected);
  });

  it.each([
    ['open', 'opened', 'opening', 'opens'],
    ['automate', 'automated', 'automating'],
    ['employee', 'employees'],
    ['terminate', 'termination', 'terminates'],
  ])('brings %s and its family together', (...family) => {
    expect(new Set(family.map(stem)).size).toBe(1);
  });

  it('leaves other scripts and numbers alone', () => {
    expect(['мосты', '1932', 'über', 'is'].map(stem)).toEqual(['мосты', '1932', 'über', 'is']);
  });
});
