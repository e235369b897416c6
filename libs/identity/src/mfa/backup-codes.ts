import { randomInt } from 'node:crypto';

const COUNT = 10;
const GROUPS = 4;
const GROUP_LENGTH = 6;

/** Without what is easily mistaken for something else. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Ten codes of 118 bits each, more than anybody could try against their digests. In groups for reading. */
export const newBackupCodes = (): string[] =>
  Array.from({ length: COUNT }, () => Array.from({ length: GROUPS }, newGroup).join('-'));

const newGroup = (): string =>
  Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** The code as it counts, however somebody typed it. */
export const normalisedCode = (typed: string): string => typed.toLowerCase().replace(/[\s-]/g, '');
