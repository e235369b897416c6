import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { ConflictError, ForbiddenError, Hinter, InvalidError, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { IdentityPolicy } from '../identity.policy';
import { AccountNotices } from '../notices/account-notices.service';
import { reachOf, roleAllows } from '../permissions/permissions';
import type { Client } from '../sessions/client';
import { newSecret } from '../tokens/opaque-tokens';
import { API_KEY_PREFIX, VISIBLE_CHARACTERS } from './api-key-format';
import { ApiKeyFacts } from './api-key-facts.service';
import { ApiKey } from './api-key.entity';
import { KeyDigests } from './key-digests';
import { checkedScopes } from './scopes';

export interface ApiKeyCreate {
  name: string;
  scopes?: string[];
  expiresAt?: Date;
  /** Requests a minute; left out: as many as a user. */
  rateLimit?: number;
}

const BY_PROVIDER = 'SELECT FROM user_session WHERE id = $1 AND user_id = $2 AND provider_id IS NOT NULL';

/** How many keys somebody may have in an organization: each is counted by itself. */
const MOST = 100;

/** Keys that let programs act for a person, in the actor's organization. */
@Injectable()
export class ApiKeysService {
  constructor(
    @InjectRepository(ApiKey) private readonly keys: Repository<ApiKey>,
    private readonly facts: ApiKeyFacts,
    private readonly digests: KeyDigests,
    private readonly hinter: Hinter,
    private readonly policy: IdentityPolicy,
    private readonly notices: AccountNotices,
  ) {}

  /**
   * Answers the key itself, too, which nobody can learn again. Errors: see `checkedScopes`, and `InvalidError` for an
   * expiry that has passed, `ForbiddenError` for a limit above what is usual, `ConflictError` for one key too many.
   */
  async create(
    actor: Actor,
    { name, scopes = ['read'], expiresAt, rateLimit }: ApiKeyCreate,
    client?: Client,
  ): Promise<ApiKey & { key: string }> {
    if (expiresAt && expiresAt.getTime() <= Date.now())
      throw new InvalidError('Validation failed', { expires_at: 'must be in the future' });
    await this.requireRoom(actor, rateLimit);
    const key = newSecret(API_KEY_PREFIX);
    const row = this.keys.create({
      orgId: actor.orgId,
      userId: actor.userId,
      name,
      keyPrefix: key.slice(0, VISIBLE_CHARACTERS),
      keyHash: this.digests.of(key),
      scopes: checkedScopes(actor, scopes),
      confined: await this.isConfined(actor),
      expiresAt: expiresAt ?? null,
      rateLimitPerMinute: rateLimit ?? null,
    });
    return { ...(await this.store(row, client)), key };
  }

  /** Newest first, the revoked ones left out; with `all`, for whoever sees everybody's credentials, theirs too. */
  async list(
    actor: Actor,
    { limit, offset, all }: { limit: number; offset: number; all: boolean },
  ): Promise<{ items: ApiKey[]; total: number }> {
    const { orgId, userId } = actor;
    const reach = all ? reachOf(actor, 'sessions:read') : { orgId, userId };
    const [items, total] = await this.keys.findAndCount({
      where: { ...reach, revokedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** One's own, or for whoever ends everybody's credentials anybody's. No process takes it any more once the hint is there. */
  async revoke(actor: Actor, id: string): Promise<void> {
    const { affected } = await this.keys.update(
      { ...reachOf(actor, 'sessions:write'), id, revokedAt: IsNull() },
      { revokedAt: () => 'now()' },
    );
    if (affected !== 1) throw new NotFoundError('API key', id);
    this.facts.forget(id);
    this.hinter.hint('credentials.ended', { ids: [id] });
  }

  private store(row: ApiKey, client?: Client): Promise<ApiKey> {
    return this.keys.manager.transaction(async (manager) => {
      const { id, userId, keyPrefix, scopes } = await manager.save(row);
      await this.notices.tell(manager, userId, { kind: 'api_key', keyPrefix, scopes }, client);
      return manager.findOneByOrFail(ApiKey, { id });
    });
  }

  /** Whether an organization's provider vouches for the actor, and nobody else. */
  private async isConfined({ credentialId, userId }: Actor): Promise<boolean> {
    const sessions = await this.keys.query<object[]>(BY_PROVIDER, [credentialId ?? null, userId]);
    return sessions.length > 0;
  }

  private async requireRoom(actor: Actor, rateLimit = 0): Promise<void> {
    const { orgId, userId } = actor;
    if (rateLimit > this.policy.keyRateLimit && !roleAllows(actor, 'security:write'))
      throw new ForbiddenError(
        `More than ${this.policy.keyRateLimit} requests a minute takes an administrator of the installation`,
      );
    if ((await this.keys.countBy({ orgId, userId, revokedAt: IsNull() })) >= MOST)
      throw new ConflictError(`Nobody has more than ${MOST} keys`, { reason: 'keys' });
  }
}
