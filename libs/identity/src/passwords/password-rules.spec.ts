import { SECURITY_DEFAULTS } from '../policy/security-config';
import { checkPassword } from './password-rules';

const rules = SECURITY_DEFAULTS.passwordPolicy;

const broken = (password: string, change: Partial<typeof rules> = {}): string[] => {
  try {
    checkPassword(password, { ...rules, ...change }, 'password');
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
      checkPassword('hunter2', rules, 'password');
    }).toThrow(/^(?!.*hunter2)/);
  });
});
