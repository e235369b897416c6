import { InvalidError } from '@muster/platform';
import { readOperations } from '../patches/operations';
import { readUser } from './user-document';
import { patchUser } from './user-patch';

const ADA = readUser({
  userName: 'ada@example.com',
  externalId: '1',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  displayName: 'Ada',
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
});

const patched = (...Operations: object[]) => patchUser(ADA, readOperations({ Operations }));

const refusal = (...Operations: object[]): string | undefined => {
  try {
    patched(...Operations);
    return undefined;
  } catch (error) {
    return error instanceof InvalidError ? error.details.reason : String(error);
  }
};

describe('a change of a user', () => {
  it.each([
    [{ op: 'Replace', path: 'userName', value: 'lady' }, { userName: 'lady' }],
    [{ op: 'ADD', path: 'displayName', value: 'Lady' }, { displayName: 'Lady' }],
    [{ op: 'remove', path: 'displayName' }, { displayName: null }],
    [{ op: 'replace', path: 'externalId', value: '' }, { externalId: null }],
    [{ op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    [{ op: 'replace', value: { active: true } }, { active: true }],
    [
      { op: 'replace', path: 'name.familyName', value: 'King' },
      { name: { givenName: 'Ada', familyName: 'King' } },
    ],
    [{ op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Lovelace' } }],
    [
      { op: 'replace', path: 'name', value: { givenName: 'A.' } },
      { name: { givenName: 'A.', familyName: 'Lovelace' } },
    ],
    [{ op: 'remove', path: 'name' }, { name: {} }],
    [
      { op: 'replace', value: { 'name.givenName': 'A.', DISPLAYNAME: 'x' } },
      { displayName: 'x', name: { givenName: 'A.', familyName: 'Lovelace' } },
    ],
    [
      { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName', value: 'x' },
      { displayName: 'x' },
    ],
    [{ op: 'add', path: 'roles', value: [{ value: 'admin' }, 'Reader'] }, { roles: ['admin', 'Reader'] }],
    [
      { op: 'add', path: 'roles[primary eq "True"].value', value: '{"id":"1","value":"Admin"}' },
      { roles: ['Admin'] },
    ],
  ])('%j', (operation, change) => {
    expect(patched(operation)).toEqual({ ...ADA, ...change });
  });

  it('goes through its operations in their order', () => {
    const { displayName } = patched(
      { op: 'add', path: 'displayName', value: 'one' },
      { op: 'remove', path: 'displayName' },
      { op: 'replace', value: { displayName: 'two' } },
    );
    expect(displayName).toBe('two');
  });

  it.each([
    [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'x@example.com' },
      ['x@example.com work *', 'ada@home.example home'],
    ],
    [
      { op: 'add', path: 'emails[type eq "other"].value', value: 'x@example.com' },
      ['ada@example.com work *', 'ada@home.example home', 'x@example.com other'],
    ],
    [
      { op: 'replace', value: { 'emails[type eq "home"].primary': true } },
      ['ada@example.com work', 'ada@home.example home *'],
    ],
    [
      { op: 'add', path: 'emails', value: [{ value: 'x@example.com', primary: true }] },
      ['ada@example.com work', 'ada@home.example home', 'x@example.com undefined *'],
    ],
    [
      { op: 'add', path: 'emails', value: { value: 'ADA@example.com', type: 'work', primary: true } },
      ['ada@home.example home', 'ADA@example.com work *'],
    ],
    [{ op: 'replace', path: 'emails', value: [{ value: 'x@example.com' }] }, ['x@example.com undefined']],
    [{ op: 'remove', path: 'emails[type eq "home"]' }, ['ada@example.com work *']],
    [{ op: 'remove', path: 'emails[type eq "other"]' }, ['ada@example.com work *', 'ada@home.example home']],
    [{ op: 'remove', path: 'emails', value: [{ value: 'ada@home.example' }] }, ['ada@example.com work *']],
    [{ op: 'remove', path: 'emails' }, []],
    [
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      ['ada@example.com work', 'ada@home.example home'],
    ],
  ])('of addresses: %j', (operation, emails) => {
    const shown = patched(operation).emails.map(
      ({ value, type, primary }) => `${value} ${String(type)}${primary ? ' *' : ''}`,
    );
    expect(shown).toEqual(emails);
  });

  it.each([
    [
      {
        op: 'replace',
        path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        value: 'x',
      },
    ],
    [{ op: 'replace', path: 'title', value: 'Countess' }],
    [{ op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }],
    [{ op: 'replace', value: { id: 'x', meta: {}, whatever: 1, schemas: [], 'urn:x:y:User': { a: 1 } } }],
  ])('is nothing where it is about what is not kept: %j', (operation) => {
    expect(patched(operation)).toEqual(ADA);
  });

  it.each([
    ['invalidSyntax', { op: 'move', path: 'displayName', value: 'x' }],
    ['invalidSyntax', { path: 'displayName', value: 'x' }],
    ['invalidValue', { op: 'replace', path: 'displayName' }],
    ['invalidValue', { op: 'replace', path: 'displayName', value: 7 }],
    ['invalidValue', { op: 'replace', path: 'displayName', value: 'a\u0000b' }],
    ['invalidValue', { op: 'replace', path: 'active', value: 'perhaps' }],
    ['invalidValue', { op: 'replace', path: 'emails', value: 'nobody' }],
    ['invalidValue', { op: 'add', path: 'emails', value: Array(21).fill('x@example.com') }],
    ['invalidValue', { op: 'replace', value: 'x' }],
    ['invalidValue', { op: 'replace', path: 'name', value: 'Ada' }],
    ['invalidPath', { op: 'replace', path: 'nosuch', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'constructor', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'name.constructor', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'name.nosuch', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'emails[', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 7, value: 'x' }],
    ['noTarget', { op: 'remove' }],
    ['noTarget', { op: 'replace', path: 'emails[type sw "x"].value', value: 'x@example.com' }],
    ['mutability', { op: 'replace', path: 'id', value: 'x' }],
    ['mutability', { op: 'add', path: 'groups', value: [] }],
    ['mutability', { op: 'remove', path: 'userName' }],
  ])('is refused as %s: %j', (type, operation) => {
    expect(refusal(operation)).toBe(type);
  });

  it('is made of at least one operation and at most a thousand', () => {
    const operation = { op: 'replace', path: 'displayName', value: 'x' };
    expect(refusal()).toBe('invalidSyntax');
    expect(refusal(...Array<object>(1_000).fill(operation))).toBeUndefined();
    expect(refusal(...Array<object>(1_001).fill(operation))).toBe('invalidValue');
  });
});
