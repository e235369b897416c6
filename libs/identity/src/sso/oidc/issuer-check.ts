import type { IdentityProvider } from '../providers/identity-provider.entity';
import { isForBrowsers } from './issuer-address';
import type { Issuer, Issuers } from './issuers.service';
import { reasonOf } from './oidc-problems';

/** What an issuer says of itself. */
type Metadata = ReturnType<Issuer['config']['serverMetadata']>;

interface Finding {
  /** What it is about: `discovery`, `sign_in`, `tokens`, `keys`, `pkce`, `scopes`, `secret`. */
  about: string;
  message: string;
}

export interface IssuerReport {
  /** People can sign in, as far as can be seen without anybody doing so. */
  ok: boolean;
  /** What keeps people from signing in. */
  problems: Finding[];
  /** What may. */
  warnings: Finding[];
  metadata?: Partial<Metadata>;
}

/** Asks an issuer what it says of itself, and whether that is enough for people to sign in. */
export async function checkIssuer(issuers: Issuers, provider: IdentityProvider): Promise<IssuerReport> {
  try {
    const { config } = await issuers.discover(provider);
    const metadata = config.serverMetadata();
    const problems = [...problemsOf(metadata), ...(await keyProblems(issuers, metadata))];
    const warnings = warningsOf(metadata, provider);
    return { ok: problems.length === 0, problems, warnings, metadata };
  } catch (error) {
    return { ok: false, problems: [{ about: 'discovery', message: reasonOf(error) }], warnings: [] };
  }
}

function problemsOf(metadata: Metadata): Finding[] {
  const { authorization_endpoint: door, token_endpoint: tokens, response_types_supported: types } = metadata;
  const { code_challenge_methods_supported: challenges } = metadata;
  const checks: [boolean, string, string][] = [
    [isForBrowsers(door), 'sign_in', 'it has no address for people to sign in at that a browser may go to'],
    [isForBrowsers(tokens), 'tokens', 'it has no address for tokens, or none that begins with https://'],
    [types?.includes('code') ?? true, 'sign_in', 'it does not give authorization codes'],
    [challenges?.includes('S256') ?? true, 'pkce', 'it does not know PKCE with S256'],
  ];
  return checks.filter(([holds]) => !holds).map(([, about, message]) => ({ about, message }));
}

/** Whether there is a key by which its tokens can be checked. */
async function keyProblems({ fetch }: Issuers, { jwks_uri: address }: Metadata): Promise<Finding[]> {
  const wrong = (message: string): Finding[] => [{ about: 'keys', message }];
  if (address === undefined) return wrong('it does not say where its keys are');
  try {
    const options = { method: 'GET', headers: { accept: 'application/json' }, body: undefined } as const;
    const answer = await fetch(address, { ...options, redirect: 'manual' });
    if (answer.status !== 200) return wrong(`its keys are answered with status ${answer.status}`);
    const { keys } = (await answer.json()) as { keys?: { kty?: string; use?: string }[] };
    const usable = (keys ?? []).filter(({ kty, use = 'sig' }) => kty !== 'oct' && use === 'sig');
    return usable.length > 0 ? [] : wrong('it has no key that tokens can be checked by');
  } catch (error) {
    return wrong(error instanceof SyntaxError ? 'its keys cannot be read' : reasonOf(error));
  }
}

function warningsOf(metadata: Metadata, provider: IdentityProvider): Finding[] {
  const { scopes_supported: scopes, code_challenge_methods_supported: challenges } = metadata;
  const missing = scopes ? provider.scopes.filter((scope) => !scopes.includes(scope)) : [];
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const takesSecret = methods.some((one) => ['client_secret_basic', 'client_secret_post'].includes(one));
  const checks: [boolean, string, string][] = [
    [missing.length === 0, 'scopes', `it does not list the scopes ${missing.join(', ')}`],
    [challenges !== undefined, 'pkce', 'it does not say whether it knows PKCE'],
    [!provider.clientSecret || takesSecret, 'secret', 'it does not list a way of proof by secret'],
    [
      Boolean(provider.clientSecret) || methods.includes('none'),
      'secret',
      'it lists no way without a secret',
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, about, message]) => ({ about, message }));
}
