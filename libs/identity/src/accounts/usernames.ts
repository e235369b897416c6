import { randomBytes } from 'node:crypto';

/**
 * Usernames to try for an account made without one: the e-mail's local part, then numbered, then with a random
 * tail, so that the hundredth `info@` needs no hundred tries. Ends after eight.
 */
export function* usernamesFor(email: string): Generator<string> {
  const local = email.slice(0, email.lastIndexOf('@')).toLowerCase();
  const base = local.replace(/[^a-z0-9._-]/g, '').slice(0, 40);
  const stem = base.length < 3 ? `user${base}` : base;
  yield stem;
  for (const number of [2, 3, 4, 5]) yield `${stem}${String(number)}`;
  for (let tries = 0; tries < 3; tries += 1) yield `${stem}-${randomBytes(4).toString('hex')}`;
}
