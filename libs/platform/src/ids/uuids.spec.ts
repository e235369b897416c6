import { isUUID } from 'class-validator';
import { derivedUuid, UUID } from './uuids';

describe('a UUID from a text', () => {
  it('is the same for the same text, and another for another', () => {
    expect(derivedUuid('a')).toBe('ca978112-ca1b-8dca-aac2-31b39a23dc4d');
    expect(derivedUuid('a')).not.toBe(derivedUuid('b'));
  });

  it('is of the version that is asked for', () => {
    expect(isUUID(derivedUuid('a'), '8')).toBe(true);
    expect(isUUID(derivedUuid('a', 4), '4')).toBe(true);
    expect(derivedUuid('a', 4)).toMatch(UUID);
  });
});
