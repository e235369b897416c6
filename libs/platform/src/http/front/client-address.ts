import { isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';

/**
 * Where a request comes from, as TRUST_PROXY lets it be known, in the writing that people know: IPv4 that arrives in the
 * clothes of IPv6 is plain IPv4. Undefined: what a proxy said is no address.
 */
export function clientAddress({ ip }: Pick<Request, 'ip'>): string | undefined {
  const plain = unmapped(ip ?? '');
  return isIP(plain) === 0 ? undefined : plain;
}

const unmapped = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** By what an address is counted: of IPv6 the first 64 bits, since everybody is given as many addresses as that. */
export function networkOf(address: string): string {
  const plain = unmapped(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = (plain.split('%')[0] as string).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
