import { createHmac } from 'node:crypto';

type Claims = Record<string, unknown>;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

function signed(claims: Claims, secret: string, alg = 'HS256'): string {
  const content = `${encoded({ alg, typ: 'JWT' })}.${encoded(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** The same token with other claims, as if we had issued it. */
export const reissued = (token: string, secret: string, claims: Claims): string =>
  signed({ ...claimsOf(token), ...claims }, secret);

/** Tokens that look like a good one and must not be taken for it, by what is wrong with them. */
export function forgeries(token: string, secret: string): Record<string, string> {
  const claims = claimsOf(token);
  const past = Math.floor(Date.now() / 1_000) - 3_600;
  return {
    'an expired token': signed({ ...claims, iat: past - 60, exp: past }, secret),
    'a token signed with another key': signed(claims, 'x'.repeat(40)),
    'a token for another audience': signed({ ...claims, aud: 'somebody-else' }, secret),
    'a token of another issuer': signed({ ...claims, iss: 'somebody-else' }, secret),
    'a token of another type': signed({ ...claims, type: 'refresh' }, secret),
    'a token without a signature': `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    'an unknown API key': `ak_${'A'.repeat(43)}`,
  };
}
