import { HANDBOOK } from '../../specs/handbook.data';
import { sentencesOf } from './sentences';

const texts = (text: string): string[] => sentencesOf(text).map((sentence) => sentence.text);

describe('sentencesOf', () => {
  it.each([
    [
      'Dr. Smith met Mr. Jones at 5 p.m. on Friday. They left.',
      ['Dr. Smith met Mr. Jones at 5 p.m. on Friday.', 'They left.'],
    ],
    ['It opens at 9 a.m. Visitors come early.', ['It opens at 9 a.m.', 'Visitors come early.']],
    ['See Fig. 3 and No. 7. The rest follows.', ['See Fig. 3 and No. 7.', 'The rest follows.']],
    ['Use e.g. Alpha or i.e. Beta. It works.', ['Use e.g. Alpha or i.e. Beta.', 'It works.']],
    ['The value is 3.14 and v2.0.1 is out. Good.', ['The value is 3.14 and v2.0.1 is out.', 'Good.']],
    ['It began in 1932. The bridge stands.', ['It began in 1932.', 'The bridge stands.']],
    ['J. R. R. Tolkien wrote it. It sold well.', ['J. R. R. Tolkien wrote it.', 'It sold well.']],
    [
      'Acme Inc. makes it. Really? Yes! "Of course." He nodded.',
      ['Acme Inc. makes it.', 'Really?', 'Yes!', '"Of course."', 'He nodded.'],
    ],
    ['It costs approx. five euros. Cheap.', ['It costs approx. five euros.', 'Cheap.']],
    ['Wait… Then it came.', ['Wait…', 'Then it came.']],
    ['橋は1932年に完成した。長さは500メートルです。', ['橋は1932年に完成した。', '長さは500メートルです。']],
    ['no capitals here . but two sentences .', ['no capitals here .', 'but two sentences .']],
    ['', []],
    ['—\n***\n', []],
  ])('splits %j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('sees through the line breaks of a wrapped paragraph', () => {
    const text =
      'The harbour was enlarged in 1880 and the old\nbridge over the\nHumber was replaced. It stands.';
    expect(texts(text)).toEqual([
      'The harbour was enlarged in 1880 and the old\nbridge over the\nHumber was replaced.',
      'It stands.',
    ]);
  });

  it('keeps headings, list items and table rows apart from the text around them', () => {
    const text = [
      '# Safety',
      'Every visitor follows the rules that are written down here below.',
      '- No fire',
      '- No dogs except guide dogs,',
      '  which are welcome',
      '1. Ask first',
      '2. Pay',
      '',
      '2.1 Opening hours',
      'The house is open every day of the week between ten and five o’clock.',
      'Adults   6.50   7.00',
      'Children   3.00   3.50',
    ].join('\n');
    expect(sentencesOf(text).map(({ kind, text: sentence }) => `${kind}: ${sentence}`)).toEqual([
      'heading: Safety',
      'text: Every visitor follows the rules that are written down here below.',
      'item: No fire',
      'item: No dogs except guide dogs,\n  which are welcome',
      'item: Ask first',
      'item: Pay',
      'heading: 2.1 Opening hours',
      'text: The house is open every day of the week between ten and five o’clock.',
      'text: Adults   6.50   7.00',
      'text: Children   3.00   3.50',
    ]);
  });

  it('gives exact substrings, in order and without overlap', () => {
    for (const text of [HANDBOOK, HANDBOOK.replaceAll('\n', '\r\n'), `  \n${HANDBOOK}\f${HANDBOOK}`]) {
      const sentences = sentencesOf(text);
      expect(sentences.length).toBeGreaterThan(30);
      let last = 0;
      for (const { start, end, text: sentence } of sentences) {
        expect(text.slice(start, end)).toBe(sentence);
        expect(start).toBeGreaterThanOrEqual(last);
        last = end;
      }
    }
  });

  it('leaves no word out', () => {
    const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    const numbering = /^\d$/;
    expect(
      texts(HANDBOOK)
        .flatMap(words)
        .filter((word) => !numbering.test(word)),
    ).toEqual(words(HANDBOOK).filter((word) => !numbering.test(word)));
  });

  it('cuts what has no full stops into pieces that can be quoted', () => {
    const table = Array.from({ length: 200 }, (_, n) => `row ${n} value ${n * 3}`).join('\n');
    for (const text of [table, table.replaceAll('\n', ' '), 'x'.repeat(3_000)]) {
      const lengths = sentencesOf(text).map((sentence) => sentence.text.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(600);
    }
  });
});
