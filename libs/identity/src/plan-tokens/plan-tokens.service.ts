import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, IsNull, MoreThan, Repository } from 'typeorm';
import { planBearerOf } from '../actors/plan-bearer';
import { wrongPin } from '../pins/sign-in-pins.service';
import type { Client } from '../sessions/client';
import { insertOpaqueSession } from '../sessions/opaque-sessions';
import { endedBy, SessionEndings } from '../sessions/session-endings.service';
import { Session } from '../sessions/session.entity';

/** From the day it is issued, however much it is used. */
const DAYS = 90;

/** Where a token works when a request names no organization; left out: nowhere. */
export interface Place {
  orgId?: string | null;
  /** The session that let its holder in, who proved nothing anew. */
  after?: string;
}

/**
 * Opaque tokens of the plan surface: 90 days, one for each sign-in. They belong to a user; the organization comes
 * with each request. Each is a session, listed and ended like the others.
 */
@Injectable()
export class PlanTokens {
  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly endings: SessionEndings,
  ) {}

  /** Throws `UnauthenticatedError` with reason `credentials` when the session is over that let its holder in. */
  async issue(
    userId: string,
    { orgId = null, after }: Place,
    client: Client,
  ): Promise<{ token: string; sessionId: string }> {
    const token = randomUUID();
    const sessionId = await this.sessions.manager.transaction(async (manager) =>
      insertOpaqueSession(manager, {
        ...(after && (await proofsOf(manager, { userId, sessionId: after }))),
        ...{ userId, orgId, client },
        kind: 'plan',
        tokenHash: planDigest(token),
        life: `${DAYS} days`,
      }),
    );
    await this.endFormer(userId, client);
    return { token, sessionId };
  }

  /** Whose token it is, for what may be done without an organization. Undefined: it does not hold. */
  async holder(token: string): Promise<{ userId: string; sessionId: string } | undefined> {
    const session = await this.sessions
      .createQueryBuilder('session')
      .innerJoin('session.user', 'user', 'user.active')
      .where('session.token_hash = :hash', { hash: planDigest(token) })
      .andWhere('session.revoked_at IS NULL AND session.expires_at > now()')
      .getOne();
    return session ? { userId: session.userId, sessionId: session.id } : undefined;
  }

  /** Whoever signs in again has no use for the token that they come with. */
  private async endFormer(userId: string, { credential = '' }: Client): Promise<void> {
    const former = planBearerOf(credential);
    if (!former) return;
    const values = [planDigest(former.token), userId];
    this.endings.announce(await endedBy(this.sessions.manager, 'token_hash = $1 AND user_id = $2', values));
  }
}

/** What somebody proved in a session that lives: who vouched for them, whether by a second factor, and when. */
async function proofsOf(
  manager: EntityManager,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Pick<Session, 'providerId' | 'mfa' | 'authenticatedAt'>> {
  // Whoever turns the factor off comes before this or after it.
  await manager.query('SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [userId]);
  const where = { id: sessionId, userId, revokedAt: IsNull(), expiresAt: MoreThan(new Date()) };
  const session = await manager.findOneBy(Session, where);
  if (!session) throw wrongPin();
  const { providerId, mfa, authenticatedAt } = session;
  return { providerId, mfa, authenticatedAt };
}

/** Of the sixteen bytes that the token stands for. */
export const planDigest = (token: string): Buffer =>
  createHash('sha256')
    .update(Buffer.from(token.replaceAll('-', ''), 'hex'))
    .digest();
