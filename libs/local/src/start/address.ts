import { isIPv6 } from 'node:net';
import type { Facts } from './preparation';

const ANYWHERE = ['0.0.0.0', '::'];

/** Where somebody at this machine finds the gateway. */
export function addressOf({ host, port }: Facts): string {
  const name = host === undefined || ANYWHERE.includes(host) ? '127.0.0.1' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
