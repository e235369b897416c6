import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { InvalidError } from '@muster/platform';
import type { User } from '../accounts/user.entity';
import { digestOf, newSecret } from '../tokens/opaque-tokens';
import { AccountLink, type LinkPurpose } from './account-link.entity';

export const LINK_MINUTES = 30;

/** Mails for one purpose to one account within the hour. */
const HOURLY = 5;

const HOLDS = 'used_at IS NULL AND expires_at > now()';

/** Tokens that are mailed, each good once. */
@Injectable()
export class AccountLinks {
  constructor(private readonly source: DataSource) {}

  /** The ones before it hold no more. Undefined: there were too many of late. */
  async issue(
    manager: EntityManager,
    { id: userId, email }: User,
    purpose: LinkPurpose,
  ): Promise<string | undefined> {
    // One at a time, or a burst would pass the limit.
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`link:${userId}`]);
    await manager.query(`DELETE FROM account_link WHERE created_at < now() - interval '1 hour'`);
    if ((await manager.countBy(AccountLink, { userId, purpose })) >= HOURLY) return undefined;
    await manager.query(
      `UPDATE account_link SET expires_at = now() WHERE user_id = $1 AND purpose = $2 AND ${HOLDS}`,
      [userId, purpose],
    );
    const token = newSecret('al_');
    await manager.query(
      `INSERT INTO account_link (user_id, purpose, email, token_hash, expires_at)
       VALUES ($1, $2, $3, $4, now() + interval '${LINK_MINUTES} minutes')`,
      [userId, purpose, email, digestOf(token)],
    );
    return token;
  }

  /** Throws `InvalidError` with reason `link` for one that does not hold, or whose account has another address by now. */
  async find(token: string, purpose: LinkPurpose): Promise<AccountLink> {
    const link = await this.source.manager
      .createQueryBuilder(AccountLink, 'link')
      .innerJoin('link.user', 'user', 'user.active AND user.email = link.email')
      .where('link.token_hash = :hash AND link.purpose = :purpose', { hash: digestOf(token), purpose })
      .andWhere(HOLDS.replaceAll(/(used_at|expires_at)/g, 'link.$1'))
      .getOne();
    if (!link) throw refused();
    return link;
  }

  /** In the transaction of what it is used for, which shows that the address is the account's. Throws as `find` does. */
  async use(manager: EntityManager, { id, userId, email }: AccountLink): Promise<void> {
    const [, used] = await manager.query<[object[], number]>(
      `UPDATE account_link SET used_at = now() WHERE id = $1 AND ${HOLDS}`,
      [id],
    );
    const [, changed] = await manager.query<[object[], number]>(
      'UPDATE app_user SET verified_email = email WHERE id = $1 AND email = $2 AND active',
      [userId, email],
    );
    if (used !== 1 || changed !== 1) throw refused();
  }
}

const refused = (): InvalidError =>
  new InvalidError('The link is not valid, was used, or has expired', undefined, 'link');
