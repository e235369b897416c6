import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { Hinter, NotFoundError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { isInstallationWide } from '../permissions/permissions';
import { Session } from './session.entity';
import { SessionFacts } from './session-facts.service';

/** How many ids one hint carries. */
const HINT_SIZE = 500;

/** `own`: the actor's, of a guest those of the organization; `managed`: those in the actor's organization, for the administrator of the installation all. */
export type Reach = 'own' | 'managed';

interface Page {
  limit: number;
  offset: number;
}

/** Sessions that live: who has which, and their end. */
@Injectable()
export class SessionEndings {
  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly facts: SessionFacts,
    private readonly hinter: Hinter,
  ) {}

  /** Newest first, with their users. */
  async list(
    actor: Actor,
    reach: Reach,
    page: Page & { userId?: string },
  ): Promise<{ items: Session[]; total: number }> {
    const [condition, values] = within(actor, reach);
    const [items, total] = await this.sessions
      .createQueryBuilder('session')
      .innerJoinAndSelect('session.user', 'user')
      .where('session.revoked_at IS NULL AND session.expires_at > now()')
      .andWhere(condition, values)
      .andWhere(page.userId ? 'session.user_id = :userId' : 'true', { userId: page.userId })
      .orderBy('session.createdAt', 'DESC')
      .addOrderBy('session.id', 'ASC')
      .take(page.limit)
      .skip(page.offset)
      .getManyAndCount();
    return { items, total };
  }

  /** Throws `NotFoundError` for a session that `list` would not show. */
  async end(actor: Actor, reach: Reach, id: string): Promise<void> {
    const [condition, values] = within(actor, reach);
    const visible = await this.sessions
      .createQueryBuilder('session')
      .where('session.id = :id AND session.expires_at > now()', { id })
      .andWhere(condition, values)
      .getExists();
    const ended = visible ? await endedBy(this.sessions.manager, 'id = $1', [id]) : [];
    if (ended.length === 0) throw new NotFoundError('session', id);
    this.announce(ended);
  }

  /** All that `list` would show, of everybody or of one, but for the session that the actor is using. */
  async endAll(actor: Actor, reach: Reach, userId?: string): Promise<void> {
    const [condition, values] = within(actor, reach);
    const rows = await this.sessions
      .createQueryBuilder('session')
      .select('session.id', 'id')
      .where('session.revoked_at IS NULL AND session.expires_at > now()')
      .andWhere(condition, values)
      .andWhere(userId ? 'session.user_id = :userId' : 'true', { userId })
      .andWhere('session.id IS DISTINCT FROM :current', { current: actor.credentialId ?? null })
      .getRawMany<{ id: string }>();
    const ids = rows.map(({ id }) => id);
    this.announce(await endedBy(this.sessions.manager, 'id = ANY($1)', [ids]));
  }

  /** The session that the actor is using. */
  async endOwn({ credentialId, userId }: Actor): Promise<void> {
    this.announce(await endedBy(this.sessions.manager, 'id = $1 AND user_id = $2', [credentialId, userId]));
  }

  /** All of a user's sessions, but for the one they are using, if that is to stay. */
  async endOf(userId: string, { except }: { except?: string } = {}): Promise<void> {
    this.announce(
      await endedBy(this.sessions.manager, 'user_id = $1 AND id IS DISTINCT FROM $2', [
        userId,
        except ?? null,
      ]),
    );
  }

  /** To be called after the change is committed: tokens of these sessions hold nowhere any more. */
  announce(ids: string[]): void {
    for (const id of ids) this.facts.forget(id);
    for (let at = 0; at < ids.length; at += HINT_SIZE)
      this.hinter.hint('credentials.ended', { ids: ids.slice(at, at + HINT_SIZE) });
  }
}

function within(actor: Actor, reach: Reach): [condition: string, values: Record<string, string>] {
  if (reach === 'own')
    return [
      actor.guest ? 'session.user_id = :actorId AND session.org_id = :orgId' : 'session.user_id = :actorId',
      { actorId: actor.userId, orgId: actor.orgId },
    ];
  return isInstallationWide(actor) ? ['true', {}] : ['session.org_id = :orgId', { orgId: actor.orgId }];
}

/** Ends the sessions that are meant, as part of the caller's transaction; their ids are for `announce`. */
export async function endedBy(manager: EntityManager, which: string, values: unknown[]): Promise<string[]> {
  const [rows] = await manager.query<[{ id: string }[], number]>(
    `UPDATE user_session SET revoked_at = now() WHERE revoked_at IS NULL AND ${which} RETURNING id`,
    values,
  );
  return rows.map(({ id }) => id);
}
