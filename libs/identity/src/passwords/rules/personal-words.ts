/** Whose password it is to be, as far as others may know it. */
export interface Person {
  username?: string;
  name?: string;
  email?: string;
}

const PRODUCT = 'muster';

/** Shorter ones stand by chance in the best passwords. */
const SHORTEST = 5;

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What whoever knows the person or the product would try first, the longest before its parts. */
function wordsOf({ username = '', name = '', email = '' }: Person): string[] {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@')));
  const whole = [username, name, email, local, PRODUCT];
  const parts = [username, name, local].flatMap((text) => text.split(/[\s._+-]+/));
  return [...new Set([...whole, ...parts].map(plain))]
    .filter((word) => [...word].length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
}

/** The password without what could be known of its owner; undefined: there is nothing of the kind in it. */
export function besidePersonal(password: string, person: Person): string | undefined {
  const chosen = plain(password);
  const rest = wordsOf(person).reduce((text, word) => text.replaceAll(word, ''), chosen);
  return rest === chosen ? undefined : rest;
}
