import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { brokenUnique, ConflictError, InvalidError, NotFoundError, Vault } from '@muster/platform';
import type { Actor } from '../../actors/actor';
import { endedBy, SessionEndings } from '../../sessions/session-endings.service';
import { IdentityProvider } from './identity-provider.entity';
import { checkIssuer, type IssuerReport } from '../oidc/issuer-check';
import { sameIssuer } from '../oidc/issuer-address';
import { Issuers, secretPlace } from '../oidc/issuers.service';
import {
  checkedProvider,
  PROVIDER_DEFAULTS,
  type ProviderChange,
  type ProviderInput,
} from './provider-input';

/** A provider as administrators see it: whether there is a secret, never which. */
export type ProviderDetails = Omit<IdentityProvider, 'clientSecret'> & { hasSecret: boolean };

/** Who vouches for the people of the actor's organization; for its administrators. */
@Injectable()
export class IdentityProviders {
  constructor(
    @InjectRepository(IdentityProvider) private readonly providers: Repository<IdentityProvider>,
    private readonly vault: Vault,
    private readonly issuers: Issuers,
    private readonly endings: SessionEndings,
  ) {}

  /** Newest first. */
  async list(
    { orgId }: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: ProviderDetails[]; total: number }> {
    const [rows, total] = await this.withSecrets()
      .where('provider.org_id = :orgId', { orgId })
      .orderBy('provider.createdAt', 'DESC')
      .addOrderBy('provider.id', 'ASC')
      .take(limit)
      .skip(offset)
      .getManyAndCount();
    return { items: rows.map(toDetails), total };
  }

  /** Throws `NotFoundError`. */
  async get(actor: Actor, id: string): Promise<ProviderDetails> {
    return toDetails(await this.find(actor, id));
  }

  /** Errors: see `checkedProvider`; `ConflictError` for a slug that is taken; `UnavailableError` without a master key. */
  async create(actor: Actor, input: ProviderInput): Promise<ProviderDetails> {
    const id = randomUUID();
    const row = {
      ...PROVIDER_DEFAULTS,
      ...checkedProvider(input),
      id,
      orgId: actor.orgId,
      createdBy: actor.userId,
      clientSecret: this.sealed(id, input.clientSecret),
    };
    await naming(() => this.providers.insert(row));
    return this.get(actor, id);
  }

  /**
   * Changes what is given. With another issuer the secret has to be given again: it is for the one it was meant for.
   * Being switched off ends the sessions that it opened. Errors: as of `get` and `create`.
   */
  async change(actor: Actor, id: string, change: ProviderChange): Promise<ProviderDetails> {
    const before = await this.find(actor, id);
    const columns = checkedProvider(change);
    const moves = columns.issuer !== undefined && !sameIssuer(columns.issuer, before.issuer);
    if (moves && before.clientSecret && change.clientSecret === undefined)
      throw new InvalidError('Validation failed', { clientSecret: 'must be given with another issuer' });
    const clientSecret =
      change.clientSecret === undefined ? before.clientSecret : this.sealed(id, change.clientSecret);
    const where = { id, orgId: actor.orgId };
    await this.changing(id, change.enabled === false || moves, async (manager) => {
      const { affected } = await naming(() =>
        manager.update(IdentityProvider, where, { ...columns, clientSecret }),
      );
      if (affected !== 1) throw unknown(id);
    });
    return this.get(actor, id);
  }

  /** Ends the sessions that it opened. The links of its people stay, for when it comes again. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.changing(id, true, async (manager) => {
      const { affected } = await manager.delete(IdentityProvider, { id, orgId: actor.orgId });
      if (affected !== 1) throw unknown(id);
    });
  }

  /** Asks the issuer what it says of itself, and tells what is wrong with that. Throws as `get` does. */
  async test(actor: Actor, id: string): Promise<IssuerReport> {
    return checkIssuer(this.issuers, await this.find(actor, id));
  }

  /** Where the actor ends the session at the provider that vouched for them; undefined: nobody did, or it has no such place. */
  async logoutUrl({ credentialId }: Actor): Promise<string | undefined> {
    const [row] = await this.providers.query<{ logout_url: string | null; client_id: string }[]>(
      `SELECT logout_url, client_id FROM identity_provider
       WHERE id = (SELECT provider_id FROM user_session WHERE id = $1)`,
      [credentialId],
    );
    if (!row?.logout_url) return undefined;
    const url = new URL(row.logout_url);
    url.searchParams.set('client_id', row.client_id);
    return url.href;
  }

  private async changing(
    id: string,
    ends: boolean,
    apply: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const ended = await this.providers.manager.transaction(async (manager) => {
      const sessions = ends ? await endedBy(manager, 'provider_id = $1', [id]) : [];
      await apply(manager);
      return sessions;
    });
    this.endings.announce(ended);
  }

  private async find({ orgId }: Actor, id: string): Promise<IdentityProvider> {
    const provider = await this.withSecrets()
      .where('provider.id = :id AND provider.org_id = :orgId', { id, orgId })
      .getOne();
    if (!provider) throw unknown(id);
    return provider;
  }

  private withSecrets() {
    return this.providers.createQueryBuilder('provider').addSelect('provider.clientSecret');
  }

  private sealed(id: string, secret: string | undefined): string | null {
    if (!secret) return null;
    return this.vault.seal(secretPlace(id), secret);
  }
}

const toDetails = ({ clientSecret, ...provider }: IdentityProvider): ProviderDetails => ({
  ...provider,
  hasSecret: typeof clientSecret === 'string',
});

async function naming<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (brokenUnique(error) !== 'identity_provider_slug_key') throw error;
    throw new ConflictError('There is a provider with this slug already', {
      reason: 'exists',
      fields: { slug: 'is taken' },
    });
  }
}

const unknown = (id: string): NotFoundError => new NotFoundError('identity provider', id);
