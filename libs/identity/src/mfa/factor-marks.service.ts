import { Injectable } from '@nestjs/common';
import { EntityManager } from 'typeorm';
import { User } from '../accounts/user.entity';
import { UserFactsService } from '../actors/user-facts.service';
import { SessionEndings } from '../sessions/session-endings.service';
import { Session } from '../sessions/session.entity';

/** Writes down, where the guard finds it, whether somebody has a second factor: on the account and on the sessions. */
@Injectable()
export class FactorMarks {
  constructor(
    private readonly facts: UserFactsService,
    private readonly sessions: SessionEndings,
  ) {}

  /** Within the caller's transaction; `announce` comes after it. The factor was shown in this session. */
  async set(manager: EntityManager, userId: string, sessionId?: string): Promise<void> {
    await manager.update(User, { id: userId }, { mfaEnabled: true });
    if (sessionId) await manager.update(Session, { id: sessionId, userId }, { mfa: true });
  }

  /** The same for an account without one. What was shown in its sessions counts no more. Answers these. */
  async clear(manager: EntityManager, userId: string): Promise<string[]> {
    await manager.update(User, { id: userId }, { mfaEnabled: false });
    const [rows] = await manager.query<[{ id: string }[], number]>(
      'UPDATE user_session SET mfa = false WHERE user_id = $1 AND mfa AND revoked_at IS NULL RETURNING id',
      [userId],
    );
    return rows.map(({ id }) => id);
  }

  announce(userId: string, sessionIds: string[] = []): void {
    this.facts.changed(userId);
    this.sessions.announce(sessionIds);
  }
}
