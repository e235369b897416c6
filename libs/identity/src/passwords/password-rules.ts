import { DomainError } from '@muster/platform';
import type { PasswordRules } from '../policy/security-config';

interface Rule {
  rule: string;
  applies: (rules: PasswordRules) => boolean;
  holds: (password: string, rules: PasswordRules) => boolean;
  says: (rules: PasswordRules) => string;
}

/** Characters, not code units: an emoji is one. */
const lengthOf = (password: string): number => [...password.normalize('NFKC')].length;

const RULES: Rule[] = [
  {
    rule: 'min_length',
    applies: () => true,
    holds: (password, { minLength }) => lengthOf(password) >= minLength,
    says: ({ minLength }) => `must have at least ${minLength} characters`,
  },
  {
    rule: 'require_uppercase',
    applies: ({ requireUppercase }) => requireUppercase,
    holds: (password) => /\p{Lu}/u.test(password),
    says: () => 'must contain an upper-case letter',
  },
  {
    rule: 'require_lowercase',
    applies: ({ requireLowercase }) => requireLowercase,
    holds: (password) => /\p{Ll}/u.test(password),
    says: () => 'must contain a lower-case letter',
  },
  {
    rule: 'require_numbers',
    applies: ({ requireNumbers }) => requireNumbers,
    holds: (password) => /\p{Nd}/u.test(password),
    says: () => 'must contain a digit',
  },
  {
    rule: 'require_special',
    applies: ({ requireSpecial }) => requireSpecial,
    holds: (password) => /[^\p{L}\p{N}\s]/u.test(password),
    says: () => 'must contain a character that is neither letter, digit nor space',
  },
];

/** Throws an error of code `invalid`, reason `password_weak`, that lists every rule the password breaks. */
export function checkPassword(password: string, rules: PasswordRules, field: string): void {
  const problems = RULES.filter((one) => one.applies(rules) && !one.holds(password, rules)).map(
    ({ rule, says }) => ({ field, rule, message: says(rules) }),
  );
  if (problems.length === 0) return;
  const all = problems.map(({ message }) => message).join(', ');
  throw new DomainError('invalid', `The password is too weak: it ${all}`, {
    reason: 'password_weak',
    problems,
  });
}
