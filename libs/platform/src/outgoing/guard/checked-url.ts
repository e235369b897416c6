import { InvalidError } from '../../errors/domain.errors';

const LONGEST = 8_192;

/**
 * An address that somebody gave us, as the URL standard reads it: other spellings of an IP address have become the
 * usual one. Throws `InvalidError` that repeats nothing of it, since it may hold credentials.
 */
export function checkedUrl(given: string | URL, base?: URL): URL {
  const text = String(given);
  if (text.length > LONGEST) throw refused(`is longer than ${LONGEST} characters`);
  const url = URL.parse(text, base?.href);
  if (!url) throw refused('is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused('must begin with http:// or https://');
  if (url.username || url.password) throw refused('must not hold credentials');
  url.hash = '';
  return url;
}

const refused = (why: string): InvalidError => new InvalidError(`the address ${why}`, { url: why });
