import { analyze, countTerms } from './analyzer';

describe('analyze', () => {
  it.each([
    ['stems English words and leaves out stop words', 'The engines are running', ['engin', 'run']],
    [
      'makes a query meet the text in another form',
      'Approvals approved approving',
      ['approv', 'approv', 'approv'],
    ],
    [
      'knows no case, accent, or kind of apostrophe',
      "CAFÉ café agent’s agent's",
      ['cafe', 'cafe', 'agent', 'agent'],
    ],
    [
      'parts what is joined by signs',
      'state-of-the-art snake_case a/b.c',
      ['state', 'art', 'snake', 'case', 'b', 'c'],
    ],
    ['keeps numbers and codes', 'ISO 9001, v2 3.14', ['iso', '9001', 'v2', '3', '14']],
    ['ignores soft hyphens', 'infor\u00admation', ['inform']],
    ['joins contractions', "don't can’t o'clock", ['oclock']],
    ['indexes scripts without spaces by pairs', '東京都 に', ['東京', '京都', 'に']],
    ['keeps other scripts word by word', 'Привет мир', ['привет', 'мир']],
    ['finds nothing in signs', '— … !? 🙂', []],
  ])('%s', (_, text, terms) => {
    expect(analyze(text)).toEqual(terms);
  });

  it('cuts terms of any length to what an index can hold', () => {
    expect(analyze('x1'.repeat(5_000))).toEqual(['x1'.repeat(32)]);
  });

  it('counts terms and their sum', () => {
    const { counts, length } = countTerms('cats and dogs and cats');
    expect([...counts]).toEqual([
      ['cat', 2],
      ['dog', 1],
    ]);
    expect(length).toBe(3);
  });
});
