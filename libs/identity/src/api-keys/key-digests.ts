import { createHmac, KeyObject } from 'node:crypto';

/** Digests of what is handed out once and stored nowhere, which only this installation can compute. */
export class KeyDigests {
  constructor(private readonly key: KeyObject) {}

  of(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
