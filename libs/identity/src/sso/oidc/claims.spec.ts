import { isIncomplete, vouchedIn } from './claims';

const WANTED = { emailClaim: 'email', nameClaim: 'name', groupsClaim: null, trustsMfa: false };
const ADDRESS = 'grace@corp.example';

describe('what a provider says of somebody', () => {
  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [1, false],
    [undefined, false],
  ])('is of a verified address when it says %j: %j', (said, verified) => {
    const token = { sub: 's', email: ADDRESS, email_verified: said };
    expect(vouchedIn(token, {}, WANTED)).toMatchObject({ email: ADDRESS, emailVerified: verified });
  });

  it('is of an address with its own proof, never with that of another', () => {
    const more = { email: 'other@corp.example', email_verified: true };
    expect(vouchedIn({ sub: 's', email: ADDRESS }, more, WANTED)).toMatchObject({
      email: ADDRESS,
      emailVerified: false,
    });
    const upn = { ...WANTED, emailClaim: 'upn' };
    const token = { sub: 's', upn: ADDRESS, email: 'other@corp.example', email_verified: true };
    expect(vouchedIn(token, {}, upn)).toMatchObject({ email: ADDRESS, emailVerified: false });
    expect(vouchedIn({ ...token, email: ADDRESS }, {}, upn).emailVerified).toBe(true);
    expect(vouchedIn({ sub: 's' }, { email: ADDRESS, email_verified: true }, WANTED)).toMatchObject({
      email: ADDRESS,
      emailVerified: true,
    });
  });

  it('is of no address when there is none, or it is no text', () => {
    for (const email of [undefined, '', ' ', 7, [ADDRESS]])
      expect(vouchedIn({ sub: 's', email, email_verified: true }, {}, WANTED)).toMatchObject({
        email: undefined,
        emailVerified: false,
      });
  });

  it('is of groups only where it has a say in them', () => {
    const token = { sub: 's', groups: ['a', 7, 'b'] };
    expect(vouchedIn(token, {}, WANTED)).not.toHaveProperty('groups');
    const groups = { ...WANTED, groupsClaim: 'groups' };
    expect(vouchedIn(token, {}, groups).groups).toEqual(['a', 'b']);
    expect(vouchedIn({ sub: 's', groups: 'a' }, {}, groups).groups).toEqual(['a']);
    expect(vouchedIn({ sub: 's' }, { groups: ['c'] }, groups).groups).toEqual(['c']);
    expect(vouchedIn({ sub: 's' }, {}, groups).groups).toEqual([]);
  });

  it.each([
    [{ amr: ['pwd', 'mfa'] }, true],
    [{ amr: ['pwd', 'otp'] }, false],
    [{ amr: 'mfa' }, false],
    [{ acr: 'https://refeds.org/profile/mfa' }, true],
    [{ acr: '1' }, false],
    [{}, false],
  ])('is of a second factor in %j: %j', (said, mfa) => {
    expect(vouchedIn({ sub: 's', ...said }, { amr: ['mfa'] }, WANTED).mfa).toBe(mfa);
    expect(vouchedIn({ sub: 's', ...said }, {}, { ...WANTED, trustsMfa: true }).mfa).toBe(true);
  });

  it('is asked for elsewhere where the token leaves something out', () => {
    const token = { sub: 's', email: ADDRESS, name: 'Grace' };
    expect(isIncomplete(token, WANTED)).toBe(false);
    expect(isIncomplete(token, { ...WANTED, groupsClaim: 'groups' })).toBe(true);
    expect(isIncomplete({ sub: 's' }, WANTED)).toBe(true);
  });
});
