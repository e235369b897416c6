import { countTerms } from '../analysis/analyzer';
import { learnedFrom } from './feedback';

const found = (...texts: string[]) => texts.map((text) => ({ terms: countTerms(text), score: 1 }));

describe('learnedFrom', () => {
  it('learns what the best chunks have in common, the commonest first, and not what one says alone', () => {
    const learned = learnedFrom(found('wing flutter', 'wing flutter', 'wing panel'), 1);
    expect([...learned.keys()]).toEqual(['wing', 'flutter']);
  });

  it('believes a chunk as far as it scores', () => {
    const chunks = found('wing', 'wing', 'panel', 'panel').map((chunk, index) => ({
      ...chunk,
      score: 1 + index,
    }));
    expect([...learnedFrom(chunks, 1).keys()]).toEqual(['panel', 'wing']);
  });

  it('gives all that it learns three tenths of the weight', () => {
    const learned = learnedFrom(found('wing flutter panel', 'wing panel lift'), 7);
    const sum = [...learned.values()].reduce((total, weight) => total + weight, 0);
    expect(sum / (sum + 7)).toBeCloseTo(0.3);
  });

  it('learns no more than ten terms, and neither numbers nor single letters', () => {
    const words = Array.from({ length: 30 }, (_, n) => `x${n}y`).join(' ');
    expect(learnedFrom(found(words, words), 1).size).toBe(10);
    expect([...learnedFrom(found('1958 7 q wing', '1958 7 q wing'), 1).keys()]).toEqual(['wing']);
  });

  it('learns nothing from nothing, and nothing from one chunk', () => {
    expect(learnedFrom([], 3).size).toBe(0);
    expect(learnedFrom(found('wing flutter'), 3).size).toBe(0);
  });
});
