import { checkedUrl } from './checked-url';
import { ACCEPTED_ENCODINGS } from '../bounded-body';
import type { OutgoingRequest } from '../outgoing-http';

/** One request on the way to an answer. */
export interface Hop {
  url: URL;
  method: NonNullable<OutgoingRequest['method']>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What another server may see as well. Everything else could be a credential. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);
const OF_THE_BODY = new Set(['content-type', 'content-encoding', 'content-language']);

export function firstHop(url: URL, { method = 'GET', headers = {}, body }: OutgoingRequest): Hop {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const all = { 'user-agent': 'Muster', 'accept-encoding': ACCEPTED_ENCODINGS, ...Object.fromEntries(own) };
  return { url, method, headers: all, body };
}

/** Where an answer sends us on to; undefined: nowhere. Throws `InvalidError` when that is no address for us. */
export function nextHop(hop: Hop, status: number, answered: Record<string, string>): Hop | undefined {
  const { location } = answered;
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = checkedUrl(location, hop.url);
  const becomesGet = hop.method !== 'HEAD' && (status === 303 || (status < 303 && hop.method === 'POST'));
  const kept = Object.entries(hop.headers).filter(
    ([name]) =>
      (url.origin === hop.url.origin || HARMLESS.has(name)) && !(becomesGet && OF_THE_BODY.has(name)),
  );
  const headers = Object.fromEntries(kept);
  return becomesGet ? { url, method: 'GET', headers } : { url, method: hop.method, headers, body: hop.body };
}
