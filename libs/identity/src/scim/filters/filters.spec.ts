import { InvalidError } from '@muster/platform';
import { demandedBy, meets } from './filter-match';
import { parseFilter, parsePath } from './filter-parser';

const reason = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof InvalidError ? error.details.reason : String(error);
  }
};

const compare = (path: string, operator: string, value: unknown) => ({
  kind: 'compare',
  path,
  operator,
  value,
});

describe('a filter', () => {
  it.each([
    ['userName eq "bjensen"', compare('username', 'eq', 'bjensen')],
    ['USERNAME Eq "bjensen"', compare('username', 'eq', 'bjensen')],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', compare('username', 'sw', 'J')],
    ['name.familyName co "O\'Malley"', compare('name.familyname', 'co', "O'Malley")],
    ['displayName eq "say \\"hi\\" \\u00e9"', compare('displayname', 'eq', 'say "hi" é')],
    ['title pr', compare('title', 'pr', null)],
    ['active eq false', compare('active', 'eq', false)],
    ['externalId eq null', compare('externalid', 'eq', null)],
    ['meta.x gt -1.5', compare('meta.x', 'gt', -1.5)],
    ['not (a pr)', { kind: 'not', part: compare('a', 'pr', null) }],
    ['NOT(a pr)', { kind: 'not', part: compare('a', 'pr', null) }],
  ])('is read: %s', (text, tree) => {
    expect(parseFilter(text)).toEqual(tree);
  });

  it('binds `and` closer than `or`, and `not` closest', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((path) => compare(path, 'pr', null));
    expect(parseFilter('a pr or b pr and c pr')).toEqual({
      kind: 'or',
      parts: [a, { kind: 'and', parts: [b, c] }],
    });
    expect(parseFilter('(a pr or b pr) and not (c pr)')).toEqual({
      kind: 'and',
      parts: [
        { kind: 'or', parts: [a, b] },
        { kind: 'not', part: c },
      ],
    });
  });

  it('asks in brackets about one value, and may ask on behind them', () => {
    const [type, value] = [compare('type', 'eq', 'work'), compare('value', 'co', '@example.com')];
    const both = { kind: 'values', path: 'emails', part: { kind: 'and', parts: [type, value] } };
    expect(parseFilter('emails[type eq "work" and value co "@example.com"]')).toEqual(both);
    expect(parseFilter('emails[type eq "work"].value co "@example.com"')).toEqual(both);
  });

  it.each([
    '',
    ' ',
    'userName',
    'userName eq',
    'userName is "x"',
    'userName eq x',
    'userName eq "x" and',
    'userName eq "x" userName',
    'userName eq "x',
    'userName eq "\\x"',
    'userName eq "\\u0000"',
    '(userName eq "x"',
    'userName eq "x")',
    'emails[type eq "work"',
    'emails[]',
    'not userName eq "x"',
    '"userName" eq "x"',
    'user name eq "x"',
    "userName eq 'x'",
    '1=1; DROP TABLE membership',
  ])('is refused: %s', (text) => {
    expect(reason(() => parseFilter(text))).toBe('invalidFilter');
  });

  it('is bounded in length, breadth and depth', () => {
    const many = (count: number) => Array.from({ length: count }, () => 'a pr').join(' or ');
    const deep = (count: number) => `${'('.repeat(count)}a pr${')'.repeat(count)}`;
    expect(reason(() => parseFilter(many(50)))).toBeUndefined();
    expect(reason(() => parseFilter(many(51)))).toBe('tooMany');
    expect(reason(() => parseFilter(deep(10)))).toBeUndefined();
    expect(reason(() => parseFilter(deep(11)))).toBe('tooMany');
    expect(reason(() => parseFilter(deep(3_000)))).toBe('tooMany');
    expect(reason(() => parseFilter(`a eq "${'x'.repeat(8_000)}"`))).toBe('tooMany');
  });
});

describe('a path', () => {
  it.each([
    ['members', { attribute: 'members' }],
    ['name.familyName', { attribute: 'name', sub: 'familyname' }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.givenName', { attribute: 'name', sub: 'givenname' }],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
      { attribute: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager', sub: 'value' },
    ],
    ['members[value eq "1"]', { attribute: 'members', filter: compare('value', 'eq', '1') }],
    [
      'emails[type eq "work"].value',
      { attribute: 'emails', filter: compare('type', 'eq', 'work'), sub: 'value' },
    ],
  ])('is read: %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each([
    '',
    '.',
    'a.b.c',
    'a b',
    'members[',
    'members]',
    'members[value eq "1"',
    'emails[type eq "x"]value',
  ])('is refused: %s', (text) => {
    expect(reason(() => parsePath(text))).toBe('invalidPath');
  });
});

describe('one of several values', () => {
  const email = { value: 'Ada@Example.com', type: 'work', primary: true };

  it.each([
    ['type eq "WORK"', true],
    ['type ne "work"', false],
    ['value ew "@example.com" and primary eq true', true],
    ['primary eq "True"', true],
    ['not (primary eq true)', false],
    ['display pr or value sw "ada"', true],
    ['display eq null', true],
  ])('is looked at with %s: %s', (text, met) => {
    expect(meets(email, parseFilter(text))).toBe(met);
  });

  it('can be made to meet what is asked by `eq` and `and` only', () => {
    expect(demandedBy(parseFilter('type eq "work" and primary eq true'))).toEqual({
      type: 'work',
      primary: true,
    });
    expect(demandedBy(parseFilter('type eq "work" or type eq "home"'))).toBeUndefined();
    expect(demandedBy(parseFilter('type sw "work"'))).toBeUndefined();
  });
});
