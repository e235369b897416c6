import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { ForbiddenError } from '../../errors/domain.errors';
import type { AddressPolicy } from './address-policy';

interface ResolvedAddress {
  address: string;
  family: number;
}

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>;

export const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

export interface Guard {
  policy: Pick<AddressPolicy, 'admits'>;
  resolve: Resolve;
}

const CONNECT_MS = 10_000;

/**
 * Connections to admitted addresses only. A name is resolved once, here; what was checked is what is connected to,
 * whatever the name stands for a moment later.
 */
export function guardedConnect(build: typeof buildConnector, guard: Guard): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    admitted(guard, host).then(
      (addresses) => build({ timeout: CONNECT_MS, lookup: always(addresses) })(options, callback),
      (error: unknown) => callback(error as Error, null),
    );
  };
}

async function admitted({ policy, resolve }: Guard, host: string): Promise<ResolvedAddress[]> {
  const family = isIP(host);
  const all = family === 0 ? await resolve(host) : [{ address: host, family }];
  const open = all.filter(({ address }) => policy.admits(host, address));
  if (open.length === 0) throw new ForbiddenError(`${host} is at no public address`);
  return open;
}

/** Asked by the socket in place of the system; not asked at all for a host that is an address. */
const always =
  (addresses: ResolvedAddress[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses as [ResolvedAddress];
    if (all) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
