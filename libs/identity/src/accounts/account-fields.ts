import { isEmail } from 'class-validator';
import { InvalidError } from '@muster/platform';

const RULES = {
  username: {
    holds: (value: string) => /^[a-zA-Z0-9._-]{3,50}$/.test(value),
    says: 'must be 3 to 50 letters, digits, dots, underscores or hyphens',
  },
  name: {
    holds: (value: string) => value.length <= 255 && /^[^\p{Cc}\p{Cs}]+$/u.test(value),
    says: 'must be 1 to 255 printable characters',
  },
  email: {
    holds: (value: string) => value.length <= 255 && isEmail(value),
    says: 'must be an e-mail address of at most 255 characters',
  },
  password: {
    holds: (value: string) => value.length >= 8 && value.length <= 1_024,
    says: 'must be 8 to 1024 characters',
  },
};

/** Names in any other writing would be different people who look alike. */
export const normaliseLogin = (text: string): string => text.trim().normalize('NFC').toLowerCase();

export const normaliseName = (text: string): string => text.trim().normalize('NFC');

/** Checks the given fields, already normalised. Throws `InvalidError` that names every wrong one. */
export function checkFields(values: { [field in keyof typeof RULES]?: string }): void {
  const wrong = Object.entries(RULES).flatMap(([field, { holds, says }]) => {
    const value = values[field as keyof typeof RULES];
    return value === undefined || holds(value) ? [] : [[field, says]];
  });
  if (wrong.length > 0) throw new InvalidError('Invalid account data', Object.fromEntries(wrong));
}
