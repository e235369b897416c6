import { Lines } from './lines';

describe('lines', () => {
  const take = (longest: number, ...chunks: string[]): string[] => {
    const lines = new Lines(longest);
    return chunks.flatMap((chunk) => lines.take(Buffer.from(chunk)));
  };

  it('are found wherever the pieces are cut', () => {
    expect(take(10, 'one\ntw', 'o\r\n', '\nthr', 'e', 'e\nrest')).toEqual(['one', 'two', '', 'three']);
  });

  it('may be as long as the limit, and no longer', () => {
    expect(take(3, 'ab', 'c\nabc\n')).toEqual(['abc', 'abc']);
    expect(() => take(3, 'ab', 'cd')).toThrow('longer than 3 bytes');
    expect(() => take(3, 'abcd\n')).toThrow('longer than 3 bytes');
  });

  it('keep characters together that are cut in the middle', () => {
    const bytes = Buffer.from('é\n');
    const lines = new Lines(10);
    expect([...lines.take(bytes.subarray(0, 1)), ...lines.take(bytes.subarray(1))]).toEqual(['é']);
  });
});
