import { createHash } from 'node:crypto';

/** Of any version, in the usual spelling. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The same for the same text, always; of version 8, or of 4 for clients who take no other. */
export function derivedUuid(text: string, version: 4 | 8 = 8): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `${version}${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
