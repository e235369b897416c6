import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { FindOptionsWhere, IsNull, MoreThan, Repository } from 'typeorm';
import { Hinter, NotFoundError, Seldom, UnauthenticatedError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { Authenticator } from '../actors/authenticator.service';
import { type Permission, reachOf } from '../permissions/permissions';
import { digestOf, newSecret } from '../tokens/opaque-tokens';
import { ShareFacts, type ShareRow } from './share-facts.service';
import { ShareToken } from './share-token.entity';

const HOURS = 24;

/** By which people, and what masks secrets in logs, tell such a token. */
const PREFIX = 'sh_';
const FORM = /^sh_[\w-]{43}$/;

/** The one thing that is shared. */
export interface Shared {
  type: string;
  id: string;
  /** Who has this permission manages everybody's shares of it. */
  everybodys: Permission;
}

/** A share that holds. */
export interface Share extends ShareRow {
  /** Who made it, as they are now: nothing is shown that they could not see. */
  readonly maker: Actor;
}

/** Read-only tokens that show one thing to whoever has them, for a day. */
@Injectable()
export class ShareTokens {
  private readonly purge = new Seldom(() =>
    this.tokens.query(`DELETE FROM share_token WHERE expires_at < now() - interval '1 day'`),
  );

  constructor(
    @InjectRepository(ShareToken) private readonly tokens: Repository<ShareToken>,
    private readonly facts: ShareFacts,
    private readonly authenticator: Authenticator,
    private readonly hinter: Hinter,
  ) {}

  /** Answers the token itself, too, which nobody can learn again. That the actor may see it is the caller's affair. */
  async create({ orgId, userId }: Actor, { type, id }: Shared): Promise<ShareToken & { token: string }> {
    await this.purge.whenDue();
    const token = newSecret(PREFIX);
    const { identifiers } = await this.tokens
      .createQueryBuilder()
      .insert()
      .values({
        ...{ orgId, userId, resourceType: type, resourceId: id },
        tokenHash: digestOf(token),
        expiresAt: () => `now() + interval '${HOURS} hours'`,
      })
      .execute();
    const row = await this.tokens.findOneByOrFail({ id: (identifiers[0] as { id: string }).id });
    return { ...row, token };
  }

  /** Those that hold, newest first: the actor's own, or for who manages them everybody's. */
  async list(
    actor: Actor,
    shared: Shared,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: ShareToken[]; total: number }> {
    const [items, total] = await this.tokens.findAndCount({
      where: { ...visible(actor, shared), expiresAt: MoreThan(new Date()) },
      order: { createdAt: 'DESC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** Throws `NotFoundError` for one that `list` would not show. */
  async revoke(actor: Actor, shared: Shared, id: string): Promise<void> {
    const { affected } = await this.tokens.update(
      { ...visible(actor, shared), id },
      { revokedAt: () => 'now()' },
    );
    if (affected !== 1) throw new NotFoundError('share', id);
    this.facts.forget(id);
    this.hinter.hint('credentials.ended', { ids: [id] });
  }

  /** What the token shows. Throws the same `NotFoundError` for one that is unknown, expired, revoked, or of another type. */
  async open(token: string, type: string): Promise<Share> {
    const share = FORM.test(token) ? await this.known(token) : undefined;
    if (share?.resourceType === type) return share;
    throw new NotFoundError('share');
  }

  /** Whether it still holds, as far as is known: a few seconds old at most. */
  async holds(token: string): Promise<boolean> {
    return (await this.known(token)) !== undefined;
  }

  private async known(token: string): Promise<Share | undefined> {
    const key = digestOf(token).toString('hex');
    const share = this.facts.peek(key) ?? (await this.facts.load(key));
    const maker = share && share.expiresAt > Date.now() ? await this.makerOf(share) : undefined;
    return share && maker && { ...share, maker };
  }

  /** Undefined: they do not belong there any more. */
  private async makerOf({ id, orgId, userId, expiresAt }: ShareRow): Promise<Actor | undefined> {
    try {
      return await this.authenticator.admit({ id, orgId, userId, expiresAt, credential: 'share' });
    } catch (error) {
      if (error instanceof UnauthenticatedError) return undefined;
      throw error;
    }
  }
}

const visible = (actor: Actor, { type, id, everybodys }: Shared): FindOptionsWhere<ShareToken> => ({
  ...reachOf(actor, everybodys),
  ...{ resourceType: type, resourceId: id, revokedAt: IsNull() },
});
