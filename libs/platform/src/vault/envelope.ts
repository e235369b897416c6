import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What stands before every sealed value; another form would get another one. */
export const FORMAT = 'm1';

/** A sealed value in its parts: `m1.<id of the master key>.<wrapped data key>.<encrypted value>`. */
export interface Envelope {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly content: Buffer;
}

export const written = ({ keyId, wrapped, content }: Envelope): string =>
  [FORMAT, keyId, wrapped.toString('base64url'), content.toString('base64url')].join('.');

/** Undefined: this is no sealed value. */
export function parsed(sealed: string): Envelope | undefined {
  const [format, keyId, wrapped, content, ...rest] = sealed.split('.');
  if (format !== FORMAT || !keyId || !wrapped || !content || rest.length > 0) return undefined;
  return { keyId, wrapped: Buffer.from(wrapped, 'base64url'), content: Buffer.from(content, 'base64url') };
}

/** Nonce, ciphertext and tag in one. */
export function encrypt(key: KeyObject, plain: Buffer, associated: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(associated, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the key, the associated data or any bit is not what it was. */
export function decrypt(key: KeyObject, sealed: Buffer, associated: string): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('too short');
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(associated, 'utf8')).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** A data key for one value, and for no other. */
export const freshKey = (): { key: KeyObject; bytes: Buffer } => {
  const bytes = randomBytes(32);
  return { key: createSecretKey(bytes), bytes };
};
