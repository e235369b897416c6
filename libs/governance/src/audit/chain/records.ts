import { createHash } from 'node:crypto';
import { canonical } from './canonical';

/** What stands before the first entry of a chain. */
export const GENESIS = '0'.repeat(64);

export const ACTOR_TYPES = ['user', 'agent', 'system', 'api_key'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** An entry as it is hashed and exported. `created_at` is ISO 8601 with milliseconds. */
export interface EntryContent {
  chain: string;
  seq: number;
  id: string;
  action: string;
  resource_type: string;
  resource_id: string | null;
  actor_type: ActorType;
  actor_id: string | null;
  details: object | null;
  changes: object;
  ip_address: string | null;
  user_agent: string | null;
  request_id: string | null;
  created_at: string;
}

export interface ExportHeader extends Pick<EntryContent, 'chain'> {
  type: 'header';
  /** 2: the chain has another beginning than its first entry. */
  format: 1 | 2;
  exported_at: string;
  keys: PublicKeyRecord[];
  /** Where it begins: entries up to there were pruned. */
  beginning?: SignedHead;
}

/** A line of an export. The first is the header, the last is the end. */
export type ExportRecord =
  | ExportHeader
  | ({ type: 'entry'; previous: string; hash: string } & EntryContent)
  | ({ type: 'checkpoint' } & SignedHead)
  | ({ type: 'end' } & SignedHead);

export interface PublicKeyRecord {
  id: string;
  algorithm: 'Ed25519';
  /** SPKI, PEM. */
  public_key: string;
}

/** Where a chain stood at a time, in the word of the installation. */
export interface Head {
  chain: string;
  seq: number;
  /** Of the entry with this number. */
  hash: string;
  created_at: string;
}

export interface SignedHead extends Head {
  key_id: string;
  /** Ed25519 over `statement`, base64url. */
  signature: string;
}

/**
 * `checkpoint`: the chain had come this far. `end`: this is all that was exported. `beginning`: what lay up to here was
 * removed by the installation itself.
 */
export type HeadKind = 'checkpoint' | 'end' | 'beginning';

/** What is signed. */
export const statement = (kind: HeadKind, { chain, seq, hash, created_at }: Head, key_id: string): Buffer =>
  Buffer.from(canonical({ kind, chain, seq, hash, created_at, key_id }), 'utf8');

/** The link to an entry: over all of it and the link before. Hex. */
export function linkOf(entry: EntryContent, previous: string): string {
  const { chain, seq, id, action, resource_type, resource_id, actor_type, actor_id } = entry;
  const { details, changes, ip_address, user_agent, request_id, created_at } = entry;
  const who = { actor_type, actor_id, ip_address, user_agent, request_id };
  const what = { action, resource_type, resource_id, details, changes };
  return createHash('sha256')
    .update(canonical({ chain, seq, id, ...who, ...what, created_at, previous }))
    .digest('hex');
}
