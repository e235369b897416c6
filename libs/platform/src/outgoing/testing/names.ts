import { loadSettings } from '../../config/settings';
import type { Resolve } from '../guard/guarded-connect';
import { OutgoingHttp } from '../outgoing-http';
import { OutgoingSettings } from '../outgoing.settings';

/** Names and what they stand for, and who asked for them. */
export class Names {
  readonly asked: string[] = [];

  /** Each name with its addresses; of several lists each is good for one question, the last one for all further. */
  constructor(private readonly addresses: Record<string, string[][]>) {}

  readonly resolve: Resolve = (host) => {
    this.asked.push(host);
    const lists = this.addresses[host] ?? [];
    const found = lists.length > 1 ? lists.shift() : lists[0];
    if (!found) return Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    return Promise.resolve(found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
}

export const clientWith = (env: NodeJS.ProcessEnv, names?: Names): OutgoingHttp =>
  new OutgoingHttp(loadSettings([OutgoingSettings], env)[0], names?.resolve);
