import type { Binding } from '../browser-binding';
import type { IdentityProvider } from '../providers/identity-provider.entity';
import { notVouched, providerFails } from '../sso-errors';
import { type Claims, isIncomplete, type Vouched, vouchedIn } from './claims';
import type { Issuer } from './issuers.service';
import { ownErrorIn, reasonOf } from './oidc-problems';

/** Errors of a token endpoint that are about us, not about whoever signs in. */
const OURS = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type']);

/**
 * What the provider says of whoever came back, after everything about that was checked: state, code, PKCE, and of the
 * token signature, issuer, audience, time and nonce. Throws `UnauthenticatedError` with reason `sso_refused`, and
 * `UnavailableError` with reason `sso_unavailable`.
 */
export async function vouchedBy(
  { oidc, config }: Issuer,
  provider: IdentityProvider,
  url: URL,
  { state, nonce, verifier }: Binding,
): Promise<Vouched> {
  try {
    const tokens = await oidc.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims() as Claims & { sub: string };
    const asks = config.serverMetadata().userinfo_endpoint !== undefined && isIncomplete(claims, provider);
    const more = asks ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
    return vouchedIn(claims, more, provider);
  } catch (error) {
    const { error: said } = error as { error?: string };
    const isOurs = ownErrorIn(error) !== undefined || (said !== undefined && OURS.has(said));
    throw (isOurs ? providerFails : notVouched)(reasonOf(error), error);
  }
}
