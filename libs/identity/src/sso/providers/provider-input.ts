import { InvalidError } from '@muster/platform';
import { type Role } from '../../actors/actor';
import { isPublicProvider } from '../../organizations/mail-domains';
import type { IdentityProvider } from './identity-provider.entity';
import { issuerProblem } from '../oidc/issuer-address';

export interface ProviderInput {
  slug: string;
  name: string;
  issuer: string;
  clientId: string;
  /** Empty: none is sent there. */
  clientSecret?: string;
  scopes?: string[];
  emailClaim?: string;
  nameClaim?: string;
  groupsClaim?: string | null;
  defaultRole?: Role | null;
  mailDomains?: string[];
  trustsMfa?: boolean;
  enabled?: boolean;
}

export type ProviderChange = Partial<ProviderInput>;

export const PROVIDER_DEFAULTS = {
  scopes: ['openid', 'email', 'profile'],
  emailClaim: 'email',
  nameClaim: 'name',
  groupsClaim: null,
  defaultRole: null,
  mailDomains: [] as string[],
};

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/;
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;

type Columns = Partial<Omit<IdentityProvider, 'clientSecret'>>;

/** What is given, as it is stored. Throws `InvalidError` that names every wrong field. */
export function checkedProvider({ clientSecret: _, ...input }: ProviderChange): Columns {
  const columns: Columns = { ...input };
  if (input.mailDomains) columns.mailDomains = unique(input.mailDomains.map(domain));
  if (input.scopes) columns.scopes = unique(['openid', ...input.scopes]);
  const problems = Object.entries(RULES).flatMap(([field, rule]) => {
    const value = columns[field as keyof Columns];
    const problem = value === undefined || value === null ? undefined : rule(value as never);
    return problem === undefined ? [] : [[field, problem]];
  });
  if (problems.length > 0) throw new InvalidError('Validation failed', Object.fromEntries(problems));
  return columns;
}

const RULES = {
  slug: (slug: string) => (SLUG.test(slug) ? undefined : 'must be small letters, digits and hyphens within'),
  issuer: issuerProblem,
  scopes: (scopes: string[]) => (scopes.every((one) => WORD.test(one)) ? undefined : 'must be words'),
  mailDomains: (domains: string[]) => domains.map(domainProblem).find((problem) => problem !== undefined),
};

function domainProblem(name: string): string | undefined {
  if (!DOMAIN.test(name)) return 'must be domains such as example.com';
  return isPublicProvider(name) ? `anybody can have an address of ${name}` : undefined;
}

const domain = (text: string): string => text.trim().toLowerCase().replace(/^@/, '');

const unique = (words: string[]): string[] => [...new Set(words)];
