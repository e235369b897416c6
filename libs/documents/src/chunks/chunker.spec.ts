import { CHUNK_SIZE, chunkSpans } from './chunker';

const cut = (text: string): string[] =>
  chunkSpans(text).spans.map(({ start, end }) => text.slice(start, end));

describe('chunkSpans', () => {
  it('cuts after the last full stop when that lies past the middle', () => {
    const first = `${'a'.repeat(599)}.`;
    const second = `${'b'.repeat(200)}.`;
    const rest = 'c'.repeat(900);
    expect(cut(`${first} ${second} ${rest}`)).toEqual([`${first} ${second}`, rest]);
  });

  it('does not cut after a full stop before the middle', () => {
    const text = `${'a'.repeat(300)}. ${'b'.repeat(1_200)}`;
    expect(cut(text)).toEqual([text.slice(0, CHUNK_SIZE), text.slice(CHUNK_SIZE)]);
  });

  it('prefers the end of a sentence to the point of a number, but takes any full stop over none', () => {
    const sentence = `${'a'.repeat(600)}. ${'b'.repeat(200)} 3.14 ${'c'.repeat(500)}`;
    expect(cut(sentence)[0]).toBe(`${'a'.repeat(600)}.`);
    const joined = `${'a'.repeat(700)}.${'b'.repeat(700)}`;
    expect(cut(joined)).toEqual([`${'a'.repeat(700)}.`, 'b'.repeat(700)]);
  });

  it('keeps words whole where there is no full stop', () => {
    const pieces = cut('lorem '.repeat(500).trim());
    expect(pieces.every((piece) => piece.length <= CHUNK_SIZE && /^(?:lorem ?)+$/.test(piece))).toBe(true);
    expect(pieces.join(' ')).toBe('lorem '.repeat(500).trim());
  });

  it('cuts at the limit what has no place to cut', () => {
    expect(cut('x'.repeat(2_500)).map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  });

  it('never parts the halves of a character', () => {
    const text = `${'x'.repeat(999)}${'😀'.repeat(600)}`;
    expect(cut(text).every((piece) => piece.isWellFormed())).toBe(true);
    expect(cut(text).join('')).toBe(text);
  });

  it('trims, and drops what is empty then', () => {
    expect(cut(`  \n one \n`)).toEqual(['one']);
    expect(cut(`one.${' '.repeat(3_000)}two`)).toEqual(['one.', 'two']);
    expect(cut(' \n ')).toEqual([]);
  });

  it('keeps the last piece back while more may follow', () => {
    const text = `${'a'.repeat(800)}. ${'b'.repeat(400)}`;
    expect(chunkSpans(text, { open: true })).toEqual({ spans: [{ start: 0, end: 801 }], cut: 801 });
    expect(chunkSpans('short.', { open: true })).toEqual({ spans: [], cut: 0 });
  });

  it('cuts a text the same way whether it comes at once or in pieces', () => {
    const text = Array.from({ length: 400 }, (_, n) => `Number ${n} is${' very'.repeat(n % 9)} good.`).join(
      ' ',
    );
    const pieces: string[] = [];
    let rest = '';
    for (let at = 0; at < text.length; at += 777) {
      rest += text.slice(at, at + 777);
      const { spans, cut: used } = chunkSpans(rest, { open: at + 777 < text.length });
      pieces.push(...spans.map(({ start, end }) => rest.slice(start, end)));
      rest = rest.slice(used);
    }
    expect(pieces).toEqual(cut(text));
  });
});
