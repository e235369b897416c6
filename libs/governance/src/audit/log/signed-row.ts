import type { SignedHead } from '../chain/records';

/** A signature under where a chain stood, as the driver reads it. */
export interface SignedRow {
  seq: number;
  hash: Buffer;
  key_id: string;
  signature: string;
  created_at: Date;
}

export const SIGNED_COLUMNS = 'seq, hash, key_id, signature, created_at';

export const toSignedHead = (chain: string, { hash, created_at, ...row }: SignedRow): SignedHead => ({
  chain,
  ...row,
  hash: hash.toString('hex'),
  created_at: created_at.toISOString(),
});
