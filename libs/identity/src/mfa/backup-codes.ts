import { randomInt } from 'node:crypto';

const COUNT = 10;
const LENGTH = 10;

/** Without what is easily mistaken for something else. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Ten codes of 49 bits each, in two halves for reading. */
export const newBackupCodes = (): string[] =>
  Array.from({ length: COUNT }, () => {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
  });

/** The code as it counts, however somebody typed it. */
export const normalisedCode = (typed: string): string => typed.toLowerCase().replace(/[\s-]/g, '');
