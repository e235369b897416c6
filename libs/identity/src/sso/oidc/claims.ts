import type { IdentityProvider } from '../providers/identity-provider.entity';

/** What a provider said of somebody. */
export interface Vouched {
  subject: string;
  /** Undefined: it sent none. */
  email?: string;
  /** It says that the address is theirs. */
  emailVerified: boolean;
  name?: string;
  /** Undefined: it has no say in that. */
  groups?: string[];
  /** It saw a second factor. */
  mfa: boolean;
}

export type Claims = Record<string, unknown>;

type Wanted = Pick<IdentityProvider, 'emailClaim' | 'nameClaim' | 'groupsClaim' | 'trustsMfa'>;

const MOST_GROUPS = 1_000;

/** Classes of authentication that mean more than one factor. */
const STRONG_CLASSES = new Set([
  'mfa',
  'phr',
  'phrh',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'https://refeds.org/profile/mfa',
]);

/** Whether the token leaves out what only the other endpoint may tell. */
export const isIncomplete = (claims: Claims, { emailClaim, nameClaim, groupsClaim }: Wanted): boolean =>
  [emailClaim, nameClaim, ...(groupsClaim === null ? [] : [groupsClaim])].some(
    (name) => claims[name] === undefined,
  );

/** `more`: from the endpoint that tells of the user. The token counts first, and an address goes with its own proof. */
export function vouchedIn(token: Claims, more: Claims, provider: Wanted): Vouched {
  const { emailClaim, nameClaim, groupsClaim, trustsMfa } = provider;
  const ofEmail = token[emailClaim] === undefined ? more : token;
  const email = textOf(ofEmail[emailClaim]);
  return {
    subject: String(token.sub),
    email,
    emailVerified: email !== undefined && isVerified(ofEmail, email),
    name: textOf(token[nameClaim]) ?? textOf(more[nameClaim]),
    ...(groupsClaim !== null && { groups: groupsOf(token[groupsClaim] ?? more[groupsClaim]) }),
    mfa: trustsMfa || sawFactors(token),
  };
}

/** What is said of `email` holds for that address, whichever claim ours comes from. Some say it in a text. */
const isVerified = ({ email, email_verified: said }: Claims, address: string): boolean =>
  email === address && (said === true || said === 'true');

function sawFactors({ amr, acr }: Claims): boolean {
  const methods = Array.isArray(amr) ? (amr as unknown[]) : [];
  return methods.includes('mfa') || (typeof acr === 'string' && STRONG_CLASSES.has(acr));
}

const groupsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter((name): name is string => typeof name === 'string')
    .slice(0, MOST_GROUPS);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
