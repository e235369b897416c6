import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DomainError, NotFoundError, UnauthenticatedError } from '@muster/platform';
import type { Client } from '../sessions/client';
import type { SignedIn } from '../sessions/signed-in';
import { type PendingSignIn, SignIn } from '../sign-in/sign-in.service';
import { Admission, type Admitted } from './admission.service';
import { bindingOf, isStateOf, newBinding } from './browser-binding';
import { IdentityProvider } from './providers/identity-provider.entity';
import { isForBrowsers } from './oidc/issuer-address';
import { Issuers } from './oidc/issuers.service';
import { vouchedBy } from './oidc/vouching';
import { lostWay, providerFails } from './sso-errors';
import { SsoTickets } from './sso-tickets.service';

/** On the way to a provider. */
export interface Departure {
  /** Where the browser goes. */
  url: string;
  /** What the browser keeps meanwhile. */
  secret: string;
  /** What it comes back with. */
  state: string;
}

/** Back from a provider. */
export interface Arrival extends Admitted {
  provider: IdentityProvider;
  /** Good for one session, for a minute. */
  code: string;
  returnTo: string;
}

export interface Return {
  slug: string;
  /** Where the provider sent the browser, with what it said there. */
  url: URL;
  /** What the browser kept. */
  secret: string | undefined;
}

/** Signing in by an organization's identity provider: authorization code with PKCE, state and nonce. */
@Injectable()
export class SingleSignOn {
  private readonly logger = new Logger('SingleSignOn');

  constructor(
    @InjectRepository(IdentityProvider) private readonly providers: Repository<IdentityProvider>,
    private readonly issuers: Issuers,
    private readonly admission: Admission,
    private readonly tickets: SsoTickets,
    private readonly signIn: SignIn,
  ) {}

  /** Throws `NotFoundError`, and `UnavailableError` with reason `sso_unavailable`. */
  async begin(slug: string, redirectUri: string, returnTo: string): Promise<Departure> {
    const provider = await this.find(slug);
    return this.telling(provider, async () => {
      const { oidc, config } = await this.issuers.of(provider);
      if (!isForBrowsers(config.serverMetadata().authorization_endpoint))
        throw providerFails('it has no address for people to sign in at');
      const binding = newBinding();
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.scopes.join(' '),
        state: binding.state,
        nonce: binding.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(binding.verifier),
        code_challenge_method: 'S256',
      });
      await this.tickets.expect(binding, provider.id, returnTo);
      return { url: url.href, secret: binding.secret, state: binding.state };
    });
  }

  /**
   * Throws `UnauthenticatedError` with reason `sso_state` for whoever was not expected, `sso_refused` where the provider
   * did not vouch or its word does not hold; as `begin` does; and as `Admission.admit` does.
   */
  async finish({ slug, url, secret }: Return): Promise<Arrival> {
    const provider = await this.find(slug);
    const binding = secret === undefined ? undefined : bindingOf(secret);
    if (!binding || !isStateOf(binding, url.searchParams.get('state') ?? '')) throw lostWay();
    const returnTo = await this.tickets.arrived(binding, provider.id);
    if (returnTo === undefined) throw lostWay();
    return this.telling(provider, async () => {
      const issuer = await this.issuers.of(provider);
      const vouched = await vouchedBy(issuer, provider, url, binding);
      const admitted = await this.admission.admit(provider, vouched);
      await this.rememberLogout(provider, issuer.config.serverMetadata().end_session_endpoint);
      const code = await this.tickets.issueCode({
        providerId: provider.id,
        userId: admitted.user.id,
        mfa: vouched.mfa,
      });
      return { ...admitted, provider, code, returnTo };
    });
  }

  /** Throws `UnauthenticatedError` with reason `sso_code` for one that is not good any more, and as `SignIn.arrive` does. */
  async exchange(code: string, client: Client): Promise<SignedIn | PendingSignIn> {
    const ticket = await this.tickets.useCode(code);
    if (!ticket)
      throw new UnauthenticatedError('The code was used already, or is older than a minute', 'sso_code');
    return this.signIn.arrive(ticket.user, ticket, client);
  }

  private async find(slug: string): Promise<IdentityProvider> {
    const provider = await this.providers
      .createQueryBuilder('provider')
      .addSelect('provider.clientSecret')
      .where('provider.slug = :slug AND provider.enabled', { slug })
      .getOne();
    if (!provider) throw new NotFoundError('identity provider');
    return provider;
  }

  private async rememberLogout({ id, logoutUrl }: IdentityProvider, said: string | undefined): Promise<void> {
    const url = isForBrowsers(said) ? said : null;
    // Past the ORM, for which the provider would be a changed one.
    if (url !== logoutUrl)
      await this.providers.query('UPDATE identity_provider SET logout_url = $2 WHERE id = $1', [id, url]);
  }

  /** Administrators find in the log what people are told at the door. */
  private async telling<T>({ id, orgId }: IdentityProvider, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { message, details } = error as DomainError;
      this.logger.warn(`sign-in: ${message}`, { provider: id, orgId, reason: details?.reason });
      throw error;
    }
  }
}
