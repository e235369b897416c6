import { PartialType } from '@nestjs/swagger';
import { InvalidError } from '../../errors/domain.errors';
import { JsonField, ListField, MapField, ObjectField } from './fields/nested.fields';
import {
  BooleanField,
  DateField,
  EmailField,
  EnumField,
  IntField,
  StringField,
  UrlField,
  UuidField,
} from './fields/scalar.fields';
import { parseWire, WirePipe } from './validation.pipe';

class Address {
  @StringField({ min: 1 }) city: string;
}

class Person {
  @StringField({ min: 2, max: 5, pattern: /^[a-z]+$/ }) name: string;
  @StringField({ optional: true, trim: true }) title?: string;
  @IntField({ optional: true, min: 0, max: 120 }) age?: number;
  @BooleanField({ optional: true }) active?: boolean;
  @DateField({ optional: true }) born?: Date;
  @UuidField({ optional: true }) id?: string;
  @EmailField({ optional: true }) email?: string;
  @UrlField({ optional: true }) site?: string;
  @EnumField(['a', 'b'], { optional: true }) kind?: string;
  @StringField({ optional: true, each: true, maxItems: 2 }) tags?: string[];
  @MapField({ optional: true, maxKeys: 2, maxLength: 3 }) context?: Record<string, string>;
  @JsonField({ optional: true }) extra?: Record<string, unknown>;
  @JsonField({ optional: true, of: 'any' }) anything?: unknown;
  @ObjectField(() => Address, { optional: true }) home?: Address;
  @ListField(() => Address, { optional: true }) others?: Address[];
  @StringField({ nullable: true }) nickname: string | null = null;
}

class PersonPatch extends PartialType(Person) {}

const fieldsOf = (value: unknown): string[] => {
  try {
    parseWire(Person, value);
    return [];
  } catch (error) {
    if (error instanceof InvalidError) return Object.keys(error.details.fields ?? {});
    throw error;
  }
};

const person = (more: object = {}): object => ({ name: 'ada', ...more });

describe('wire classes', () => {
  it('convert what a query can only say in text', () => {
    const parsed = parseWire(
      Person,
      person({ age: '42', active: '0', born: '2026-01-31T12:00:00Z', tags: 'x' }),
    );
    expect(parsed).toMatchObject({ age: 42, active: false, tags: ['x'] });
    expect(parsed.born).toEqual(new Date('2026-01-31T12:00:00Z'));
    expect(parsed).toBeInstanceOf(Person);
  });

  it('trim where told, and keep the initial value of what is not sent', () => {
    expect(parseWire(Person, person({ title: '  Dr ' }))).toMatchObject({ title: 'Dr', nickname: null });
  });

  it.each([
    ['name', { name: 'a' }],
    ['name', { name: 'toolong' }],
    ['name', { name: 'A1' }],
    ['name', { name: 7 }],
    ['name', { name: { constructor: 1 } }],
    ['title', { title: 'a\0b' }],
    ['title', { title: '\ud800' }],
    ['age', { age: 121 }],
    ['age', { age: '1e3' }],
    ['age', { age: 1.5 }],
    ['active', { active: 'maybe' }],
    ['born', { born: '31.01.2026' }],
    ['born', { born: '2026-13-45' }],
    ['born', { born: 5 }],
    ['id', { id: 'x' }],
    ['email', { email: 'nobody' }],
    ['site', { site: 'ftp://x/y' }],
    ['kind', { kind: 'c' }],
    ['tags', { tags: ['a', 'b', 'c'] }],
    ['tags', { tags: [1] }],
    ['context', { context: { a: 1 } }],
    ['context', { context: { a: 'long' } }],
    ['context', { context: { a: '1', b: '2', c: '3' } }],
    ['context', { context: ['a'] }],
    ['extra', { extra: [] }],
    ['extra', { extra: { a: ['x\0'] } }],
    ['home.city', { home: {} }],
    ['home', { home: 'here' }],
    ['others.1.city', { others: [{ city: 'x' }, { city: '' }] }],
    ['others', { others: { city: 'x' } }],
    ['nickname', { nickname: 3 }],
  ])('name the bad field %s of %j', (field, more) => {
    expect(fieldsOf(person(more))).toEqual([field]);
  });

  it('name every bad field at once', () => {
    expect(fieldsOf({ age: -1, kind: 'z' })).toEqual(['name', 'age', 'kind']);
  });

  it('keep free JSON exactly as it came, awkward keys included', () => {
    const extra = JSON.parse('{"constructor":{"name":1},"deep":[[{"x":null}]],"toString":"y"}') as object;
    expect(JSON.stringify(parseWire(Person, person({ extra })).extra)).toBe(JSON.stringify(extra));
  });

  it.each([['text'], [0], [false], [[1, [2]]], [{ a: null }]])(
    'take %j where any JSON is wanted',
    (anything) => {
      expect(parseWire(Person, person({ anything })).anything).toEqual(anything);
    },
  );

  it('refuse JSON that is nested without end instead of overflowing', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(() => parseWire(Person, person({ anything: deep }))).toThrow(InvalidError);
    expect(() => parseWire(Person, person({ name: deep }))).toThrow(InvalidError);
  });

  it('ignore unknown members, or refuse them where the route says so', () => {
    expect(parseWire(Person, person({ other: 1 }))).not.toHaveProperty('other');
    expect(() => parseWire(Person, person({ other: 1 }), 'refuse')).toThrow(InvalidError);
    expect(() => parseWire(Person, person(), 'refuse')).not.toThrow();
  });

  it('refuse a body that is no object', () => {
    for (const value of [[], 'x', 3]) expect(() => parseWire(Person, value)).toThrow(InvalidError);
  });

  it('keep their rules in derived classes', () => {
    expect(parseWire(PersonPatch, { age: '3' })).toMatchObject({ age: 3 });
    expect(() => parseWire(PersonPatch, { age: 300 })).toThrow(InvalidError);
  });

  it('leave plain parameters alone', () => {
    const pipe = new WirePipe();
    expect(pipe.transform('7', { type: 'query', metatype: String })).toBe('7');
    expect(pipe.transform({ a: 1 }, { type: 'body', metatype: Object })).toEqual({ a: 1 });
    expect(pipe.transform('x', { type: 'param', metatype: Person })).toBe('x');
  });
});
