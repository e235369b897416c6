import { SECURITY_DEFAULTS } from '../../policy/security-config';
import { checkChoice, checkPassword, type Traits } from './password-rules';

const rules = SECURITY_DEFAULTS.passwordPolicy;

const NOBODY = { common: false, person: {} };

const broken = (password: string, change: Partial<typeof rules> = {}, traits: Traits = NOBODY): string[] => {
  try {
    checkPassword(password, { ...rules, ...change }, 'password', traits);
    return [];
  } catch (error) {
    return (error as { details: { problems: { rule: string }[] } }).details.problems.map(({ rule }) => rule);
  }
};

describe('the rules of passwords', () => {
  it.each([
    ['Correct-Horse-7', []],
    ['Ünïcödé-Pässwörd-٣', []],
    ['', ['min_length', 'require_uppercase', 'require_lowercase', 'require_numbers', 'require_special']],
    ['Short-7', ['min_length']],
    ['correct-horse-7', ['require_uppercase']],
    ['CORRECT-HORSE-7', ['require_lowercase']],
    ['Correct-Horse-x', ['require_numbers']],
    ['CorrectHorse777', ['require_special']],
    ['Correct Horse 777', ['require_special']],
    ['Aa7-\u{1f511}\u{1f511}\u{1f511}\u{1f511}', ['min_length']],
    ['Aa7-\u{1f511}\u{1f511}\u{1f511}\u{1f511}\u{1f511}\u{1f511}\u{1f511}\u{1f511}', []],
  ])('%s breaks %j', (password, expected) => {
    expect(broken(password)).toEqual(expected);
  });

  it('apply only as far as they are switched on', () => {
    const lax = {
      minLength: 3,
      requireUppercase: false,
      requireLowercase: false,
      requireNumbers: false,
      requireSpecial: false,
    };
    expect(broken('abc', lax)).toEqual([]);
    expect(broken('ab', lax)).toEqual(['min_length']);
  });

  it('never repeat the password', () => {
    expect(() => {
      checkPassword('hunter2', rules, 'password', { common: true, person: { name: 'hunter2' } });
    }).toThrow(/^(?!.*hunter2)/);
  });

  it('refuse what many people have', () => {
    expect(broken('Correct-Horse-7', {}, { common: true, person: {} })).toEqual(['not_common']);
  });

  const ada = { username: 'ada-1815', name: 'Ada Lovelace', email: 'ada.lovelace@example.com' };

  it.each([
    ['Ada-Lovelace-1815!', ['not_personal']],
    ['LOVELACE-lovelace-7!', ['not_personal']],
    ['Ada.Lovelace@example.com7', ['not_personal']],
    ['Muster-Muster-7!', ['not_personal']],
    // What is left over is a good password by itself.
    ['Lovelace-Correct-Horse-7', []],
    // Three letters stand anywhere.
    ['Granada-Palace-7', []],
  ])('count nothing in %s that could be known of its owner', (password, expected) => {
    expect(broken(password, {}, { common: false, person: ada })).toEqual(expected);
  });

  it('ask at every door for something that is neither common nor known', () => {
    const check =
      (password: string, common = false) =>
      () => {
        checkChoice(password, 8, 'password', { common, person: ada });
      };
    expect(check('correct horse')).not.toThrow();
    expect(check('password1', true)).toThrow('Invalid account data');
    expect(check('lovelace1')).toThrow('Invalid account data');
    expect(check('lovelace and babbage')).not.toThrow();
  });
});
