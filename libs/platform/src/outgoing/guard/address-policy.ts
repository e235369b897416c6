import ipaddr, { IPv4, IPv6 } from 'ipaddr.js';

type Address = IPv4 | IPv6;
type Range = [Address, number];

/** Public by their range, and yet a cloud's inside: the address of its platform agent. */
const INSIDE = ['168.63.129.16'];

/** Where all public IPv6 addresses lie; old forms outside of it hide IPv4 addresses. */
const GLOBAL_IPV6: [IPv6, number] = [IPv6.parse('2000::'), 3];

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/** A name that ends so is read as an address by whoever resolves it. */
const NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i;

/** Whether an allow-list may hold it: a host name, an address, a range. */
export const isAllowance = (entry: string): boolean =>
  ipaddr.isValidCIDR(entry) || isAddress(entry) || (HOST_NAME.test(sameName(entry)) && !NUMBER.test(entry));

/** Short and old spellings of IPv4 addresses are no addresses here. */
const isAddress = (text: string): boolean =>
  text.includes(':') ? ipaddr.isValid(text) : IPv4.isValidFourPartDecimal(text);

/** Names are compared without case and without the dot at their end. */
const sameName = (host: string): string => host.toLowerCase().replace(/\.$/, '');

/** Which addresses may be connected to: public ones, and what the operator allows beside them. */
export class AddressPolicy {
  private readonly hosts: Set<string>;
  private readonly ranges: Range[];

  constructor(allowances: string[]) {
    const addresses = allowances.filter((entry) => ipaddr.isValidCIDR(entry) || isAddress(entry));
    this.ranges = addresses.map(toRange);
    this.hosts = new Set(allowances.filter((entry) => !addresses.includes(entry)).map(sameName));
  }

  /** `address` is what `host` was resolved to. What cannot be read as an address is refused. */
  admits(host: string, address: string): boolean {
    if (!isAddress(address)) return false;
    const parsed = ipaddr.process(address);
    return (
      isPublic(parsed) || this.hosts.has(sameName(host)) || this.ranges.some((range) => within(parsed, range))
    );
  }
}

/** The operator's own server: wherever it is. */
export const ANYWHERE: Pick<AddressPolicy, 'admits'> = { admits: () => true };

function toRange(entry: string): Range {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const address = ipaddr.parse(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

const within = (address: Address, [base, bits]: Range): boolean =>
  address.kind() === base.kind() && address.match(base, bits);

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || INSIDE.includes(address.toString())) return false;
  return address.kind() === 'ipv4' || within(address, GLOBAL_IPV6);
}
