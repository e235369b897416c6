import { DomainError, InvalidError } from '@muster/platform';
import type { PasswordRules } from '../../policy/security-config';
import { besidePersonal, type Person } from './personal-words';

/** What is known of a password beside its form. */
export interface Traits {
  /** Many others have it. */
  common: boolean;
  /** Whose it is to be. */
  person: Person;
}

interface Rule<R = PasswordRules> {
  rule: string;
  applies: (rules: R) => boolean;
  holds: (password: string, rules: R, traits: Traits) => boolean;
  says: (rules: R) => string;
}

/** Characters, not code units: an emoji is one. */
const lengthOf = (password: string): number => [...password.normalize('NFKC')].length;

const FORM: Rule[] = [
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

/** What holds at every door. */
const CHOICE: Rule<Pick<PasswordRules, 'minLength'>>[] = [
  {
    rule: 'not_common',
    applies: () => true,
    holds: (_, __, { common }) => !common,
    says: () => 'must not be one that many people have',
  },
  {
    rule: 'not_personal',
    applies: () => true,
    holds: (password, { minLength }, { person }) => {
      const rest = besidePersonal(password, person);
      return rest === undefined || lengthOf(rest) >= minLength;
    },
    says: ({ minLength }) =>
      `must have ${minLength} characters beside your own name, your e-mail and the name of this product`,
  },
];

const broken = <R>(kinds: Rule<R>[], password: string, rules: R, traits: Traits): Rule<R>[] =>
  kinds.filter((one) => one.applies(rules) && !one.holds(password, rules, traits));

/** Throws an error of code `invalid`, reason `password_weak`, that lists every rule the password breaks. */
export function checkPassword(password: string, rules: PasswordRules, field: string, traits: Traits): void {
  const problems = broken([...FORM, ...CHOICE], password, rules, traits).map(({ rule, says }) => ({
    field,
    rule,
    message: says(rules),
  }));
  if (problems.length === 0) return;
  const all = problems.map(({ message }) => message).join(', ');
  throw new DomainError('invalid', `The password is too weak: it ${all}`, {
    reason: 'password_weak',
    problems,
  });
}

/** The least that every door asks for, beside the length. Throws `InvalidError` that names the field. */
export function checkChoice(password: string, minLength: number, field: string, traits: Traits): void {
  const rules = { minLength };
  const [first] = broken(CHOICE, password, rules, traits);
  if (first) throw new InvalidError('Invalid account data', { [field]: first.says(rules) });
}
