import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits that mean nothing to whoever holds them. */
export const newSecret = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');

/** As which such a token is stored: with that many random bits a plain digest gives nothing away. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
