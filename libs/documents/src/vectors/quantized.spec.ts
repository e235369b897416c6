import { cosines, normalized, pack, unpack } from './quantized';

/** Without order, and the same every time. */
const vector = (seed: number, dimensions = 384): Float32Array =>
  normalized(Array.from({ length: dimensions }, (_, n) => Math.sin(seed * 91 + n * (seed + 3))));
const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

describe('packed vectors', () => {
  const vectors = Array.from({ length: 50 }, (_, seed) => vector(seed));
  const query = vector(99);

  it('take a byte for each component, and four', () => {
    expect(pack(vectors).length).toBe(50 * (384 + 4));
    expect(pack([])).toHaveLength(0);
  });

  it('have the cosines of those that they were, to a hundredth', () => {
    cosines(pack(vectors), query).forEach((cosine, index) => {
      expect(Math.abs(cosine - dot(vectors[index] as Float32Array, query))).toBeLessThan(0.01);
    });
  });

  it('come out as they are compared', () => {
    const packed = pack(vectors);
    const exact = unpack(packed, 384).map((each) => dot(each, query));
    cosines(packed, query).forEach((cosine, index) => expect(cosine).toBeCloseTo(exact[index] as number, 4));
  });

  it('may lie anywhere in a buffer', () => {
    const shifted = Buffer.concat([Buffer.from([7]), pack(vectors)]).subarray(1);
    expect(cosines(shifted, query)).toEqual(cosines(pack(vectors), query));
  });

  it('without a direction are near to nothing', () => {
    const [cosine] = cosines(pack([normalized(new Array<number>(384).fill(0))]), query);
    expect(cosine).toBe(0);
  });
});
