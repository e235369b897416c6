import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Head, type HeadKind, type SignedHead, statement } from './records';

/** Names a key: the beginning of the SHA-256 of its public half. */
export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(publicHalf(key).export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

export const toPem = (key: KeyObject): string =>
  String(publicHalf(key).export({ type: 'spki', format: 'pem' }));

export const signHead = (kind: HeadKind, head: Head, key: KeyObject): SignedHead => {
  const key_id = keyIdOf(key);
  return { ...head, key_id, signature: sign(null, statement(kind, head, key_id), key).toString('base64url') };
};

export const isSignedBy = (kind: HeadKind, head: SignedHead, key: KeyObject): boolean =>
  verify(null, statement(kind, head, head.key_id), key, Buffer.from(head.signature, 'base64url'));

const publicHalf = (key: KeyObject): KeyObject => (key.type === 'public' ? key : createPublicKey(key));
