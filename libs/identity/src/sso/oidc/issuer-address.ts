/** Where `http` is no risk: it does not leave the machine. Whether it may be reached is the guard's affair. */
export const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** By which issuers are compared: with or without a slash at the end they are the same. */
export const issuerKey = (issuer: string): string => (URL.parse(issuer)?.href ?? issuer).replace(/\/$/, '');

export const sameIssuer = (one: string, other: string): boolean => issuerKey(one) === issuerKey(other);

/**
 * What is wrong with an address as that of an issuer; undefined: nothing. One that points to the configuration itself
 * would be believed to be whoever that says.
 */
export function issuerProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || /[\p{Cc}\s]/u.test(text)) return 'must be a URL';
  if (url.protocol !== 'https:' && !isLoopback(url)) return 'must begin with https://';
  if (url.username || url.password) return 'must not hold credentials';
  if (text.includes('?') || text.includes('#')) return 'must have nothing behind its path';
  if (url.pathname.includes('/.well-known'))
    return 'must be the issuer itself, without /.well-known/openid-configuration';
  return undefined;
}

/** Whether a browser may be sent there: with https, or within the machine. */
export function isForBrowsers(text: string | undefined): text is string {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && (url.protocol === 'https:' || isLoopback(url));
}
