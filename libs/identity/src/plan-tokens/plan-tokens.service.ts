import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { planBearerOf } from '../actors/plan-bearer';
import type { Client } from '../sessions/client';
import { insertOpaqueSession } from '../sessions/opaque-sessions';
import { endedBy, SessionEndings } from '../sessions/session-endings.service';
import { Session } from '../sessions/session.entity';

/** From the day it is issued, however much it is used. */
const DAYS = 90;

/** Where a token works when a request names no organization, and who vouched for its holder; left out: nowhere, nobody. */
export interface Place {
  orgId?: string | null;
  /** It works in that provider's organization only. */
  providerId?: string | null;
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

  async issue(
    userId: string,
    { orgId = null, providerId = null }: Place,
    client: Client,
  ): Promise<{ token: string; sessionId: string }> {
    await this.endFormer(userId, client);
    const token = randomUUID();
    const sessionId = await insertOpaqueSession(this.sessions.manager, {
      ...{ userId, orgId, providerId, client },
      kind: 'plan',
      tokenHash: planDigest(token),
      life: `${DAYS} days`,
    });
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

/** Of the sixteen bytes that the token stands for. */
export const planDigest = (token: string): Buffer =>
  createHash('sha256')
    .update(Buffer.from(token.replaceAll('-', ''), 'hex'))
    .digest();
