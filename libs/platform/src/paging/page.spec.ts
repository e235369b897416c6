import { InvalidError } from '../errors/domain.errors';
import { fromCursor, pageOf, toCursor } from './page';

describe('a page', () => {
  it('names its last row when there are more, and nothing on the last page', () => {
    expect(pageOf(['a', 'b', 'c'], 2, toCursor)).toEqual({ items: ['a', 'b'], nextCursor: toCursor('b') });
    expect(pageOf(['a', 'b'], 2, toCursor)).toEqual({ items: ['a', 'b'], nextCursor: null });
    expect(pageOf([], 2, toCursor)).toEqual({ items: [], nextCursor: null });
  });
});

describe('a cursor', () => {
  it('gives back what it was made of', () => {
    const key = ['2026-01-02 03:04:05.678901+00', 'ä "quoted", | and \n a line'];
    expect(fromCursor(toCursor(...key), /^\d{4}-/, /quoted/)).toEqual(key);
  });

  it.each([
    ['something else', 'nonsense'],
    ['nothing', ''],
    ['no list', Buffer.from('{"length":1}').toString('base64url')],
    ['too few', toCursor()],
    ['too many', toCursor('1', '2')],
    ['one of another form', toCursor('x')],
    ['no text', Buffer.from('[null]').toString('base64url')],
  ])('that is %s is refused', (_, cursor) => {
    expect(() => fromCursor(cursor, /^\d$/)).toThrow(InvalidError);
  });
});
