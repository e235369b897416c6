import { InvalidError } from '@muster/platform';

export interface FileText {
  text: string;
  /** Whether there is more than was read. */
  truncated: boolean;
}

/**
 * Reads bytes as UTF-8, a mark of byte order left out; what is no UTF-8 becomes replacement characters. Where the
 * bytes were cut, a character that lost its end is left out. Throws `InvalidError` (reason `not_text`) for binary data.
 */
export function decodeText(bytes: Buffer, truncated: boolean): FileText {
  if (bytes.includes(0)) throw new InvalidError('the file is not text', undefined, 'not_text');
  return { text: new TextDecoder().decode(bytes, { stream: truncated }), truncated };
}
