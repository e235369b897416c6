import { createHmac, timingSafeEqual } from 'node:crypto';
import { digestOf, newSecret } from '../tokens/opaque-tokens';

/**
 * What one sign-in needs, all from one secret that only the browser keeps: nobody without it can finish the sign-in, and
 * nothing here can be used by whoever reads the database.
 */
export interface Binding {
  /** For the browser. */
  secret: string;
  /** Comes back through the provider. */
  state: string;
  /** In the token that the provider signs. */
  nonce: string;
  /** Its digest goes ahead, it follows with the code. */
  verifier: string;
}

export const newBinding = (): Binding => bindingOf(newSecret());

export const bindingOf = (secret: string): Binding => ({
  secret,
  state: derived(secret, 'state'),
  nonce: derived(secret, 'nonce'),
  verifier: derived(secret, 'verifier'),
});

/** As what a sign-in on its way is known here. */
export const stateDigest = ({ state }: Binding): Buffer => digestOf(state);

export const isStateOf = ({ state }: Binding, given: string): boolean =>
  timingSafeEqual(digestOf(state), digestOf(given));

/** 256 bits in the characters of addresses. */
const derived = (secret: string, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest('base64url');
