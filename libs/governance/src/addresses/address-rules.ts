import ipaddr from 'ipaddr.js';
import type { IpAction } from './ip-rule.entity';

type Address = ReturnType<typeof ipaddr.process>;
type Network = [Address, number];

export interface AddressRule {
  cidr: string;
  action: IpAction;
}

/** The network in its one writing: `10.1.2.3` is `10.1.2.3/32`, `10.1.2.3/8` is `10.0.0.0/8`. Undefined: it is none. */
export function networkOf(text: string): string | undefined {
  const network = parsed(text.trim());
  if (!network) return undefined;
  const [address, bits] = network;
  const first =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${bits}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${bits}`);
  return `${first.toString()}/${bits}`;
}

/** Denials beat allowances; where anything is allowed, everything else is denied. */
export class AddressRules {
  private readonly allowed: Network[];
  private readonly denied: Network[];

  constructor(rules: readonly AddressRule[]) {
    const networks = (wanted: IpAction): Network[] =>
      rules.filter(({ action }) => action === wanted).map(({ cidr }) => parsed(cidr) as Network);
    this.allowed = networks('allow');
    this.denied = networks('deny');
  }

  /** What cannot be read as an address is admitted only while there are no rules. */
  admits(text: string | undefined): boolean {
    if (this.allowed.length + this.denied.length === 0) return true;
    // Zones of link-local addresses are names of interfaces.
    const bare = (text ?? '').replace(/%.*$/, '');
    if (!ipaddr.isValid(bare)) return false;
    const address = ipaddr.process(bare);
    const isIn = (network: Network): boolean =>
      network[0].kind() === address.kind() && address.match(network);
    return !this.denied.some(isIn) && (this.allowed.length === 0 || this.allowed.some(isIn));
  }
}

/** Old and short spellings of IPv4 are refused, and IPv4 in the clothes of IPv6: rules name it plainly. */
function parsed(text: string): Network | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const known = more.length === 0 ? addressOf(address) : undefined;
  if (!known) return undefined;
  const whole = known.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? whole : lengthOf(bits);
  return length <= whole ? [known, length] : undefined;
}

function addressOf(text: string): Address | undefined {
  if (!text.includes(':'))
    return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
  const address = ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
  return address && !address.zoneId && !address.isIPv4MappedAddress() ? address : undefined;
}

const lengthOf = (bits: string): number => (/^\d{1,3}$/.test(bits) ? Number(bits) : Infinity);
