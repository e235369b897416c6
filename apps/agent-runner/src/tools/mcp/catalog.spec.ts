import { catalogOf } from './catalog';

const tool = (name: string, size: number) => ({
  name,
  description: 'x'.repeat(size),
  schema: { type: 'object' },
  repeatable: false,
  destructive: false,
});

describe('the catalog of tools in a prompt', () => {
  it('describes as many as there is room for, and names the others', () => {
    const { described, further } = catalogOf(Array.from({ length: 50 }, (_, n) => tool(`lab/${n}`, 1_000)));
    expect(JSON.stringify(described).length).toBeLessThan(22_000);
    expect(described.length).toBeGreaterThan(15);
    expect(described.length + further.length).toBe(50);
  });

  it('gives no tool all the room', () => {
    const { described, further } = catalogOf([tool('lab/large', 7_000), tool('lab/small', 10)]);
    expect([described.map(({ name }) => name), further]).toEqual([['lab/small'], ['lab/large']]);
  });

  it('is bounded however many there are', () => {
    const catalog = catalogOf(Array.from({ length: 5_000 }, (_, n) => tool(`lab/${n}`, 1_000)));
    expect(JSON.stringify(catalog).length).toBeLessThan(30_000);
  });
});
