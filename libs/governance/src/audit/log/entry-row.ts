import type { EntryContent } from '../chain/records';

/** An entry as the driver reads it. */
export interface EntryRow extends Omit<EntryContent, 'chain' | 'seq' | 'created_at'> {
  chain_id: string;
  seq: number | null;
  hash: Buffer | null;
  created_at: Date;
}

export const ENTRY_COLUMNS =
  'id, chain_id, seq, hash, action, resource_type, resource_id, actor_type, actor_id, details, changes, ip_address, user_agent, request_id, created_at';

export const toContent = (
  { chain_id: chain, hash: _hash, created_at, ...row }: EntryRow,
  seq: number,
): EntryContent => ({ ...row, chain, seq, created_at: created_at.toISOString() });
