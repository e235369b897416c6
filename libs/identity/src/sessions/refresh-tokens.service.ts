import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, IsNull, Repository } from 'typeorm';
import { UnauthenticatedError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import { Membership } from '../organizations/membership.entity';
import type { SecurityConfig } from '../policy/security-config';
import { SecurityPolicy } from '../policy/security-policy.service';
import { AccessTokens } from '../tokens/access-tokens.service';
import { digestOf, newSecret } from '../tokens/opaque-tokens';
import { type Client, columnsOf } from './client';
import { RefreshToken } from './refresh-token.entity';
import { endedBy, SessionEndings } from './session-endings.service';
import { ALIVE } from './session-facts.service';
import type { SignedIn } from './signed-in';

interface Exchanged {
  sessionId: string;
  userId: string;
  orgId: string;
  /** It goes on in its organization or not at all. */
  confined: boolean;
  refreshToken: string;
}

/** Exchanges refresh tokens, each once, for a new pair. */
@Injectable()
export class RefreshTokens {
  constructor(
    @InjectRepository(RefreshToken) private readonly refreshTokens: Repository<RefreshToken>,
    private readonly tokens: AccessTokens,
    private readonly endings: SessionEndings,
    private readonly policy: SecurityPolicy,
  ) {}

  /**
   * Throws `UnauthenticatedError` with reason `refresh_token` for one that does not hold. One that was used already
   * ends its session, for whoever holds the newer ones too: one of the two is a thief, and nobody knows which. That
   * includes a client that asks twice at once.
   */
  async exchange(token: string, client: Client): Promise<SignedIn> {
    const config = await this.policy.current();
    const { place, ended } = await this.refreshTokens.manager.transaction(async (manager) => {
      const { exchanged, ended } = await use(manager, config, digestOf(token), client);
      // Thrown in here it leaves the token unused, for the day when there is a place for its user again.
      return { place: exchanged && (await placeOf(manager, exchanged)), ended };
    });
    this.endings.announce(ended);
    if (!place) throw refused();
    const { refreshToken, confined, ...access } = place;
    const seconds = config.tokens.accessMinutes * 60;
    const issued = this.tokens.issue({ ...access, confined, seconds, subject: 'id' });
    return { ...access, token: issued, expiresIn: seconds, refreshToken };
  }

  /** Ends the session that the token belongs to, if it is this user's. */
  async endSession(token: string, userId: string): Promise<void> {
    const ended = await endedBy(
      this.refreshTokens.manager,
      'user_id = $2 AND id = (SELECT session_id FROM refresh_token WHERE token_hash = $1)',
      [digestOf(token), userId],
    );
    this.endings.announce(ended);
  }
}

interface Touched {
  user_id: string;
  org_id: string;
  confined: boolean;
}

async function use(
  manager: EntityManager,
  { session, tokens }: SecurityConfig,
  digest: Buffer,
  client: Client,
): Promise<{ exchanged?: Exchanged; ended: string[] }> {
  // Of two at once the second waits here for the first, and then finds the token used.
  const [used] = await manager.query<[{ session_id: string }[], number]>(USE, [digest]);
  const sessionId = used[0]?.session_id;
  if (!sessionId) return { ended: await endedBy(manager, REUSED, [digest]) };
  const { ipAddress, userAgent } = columnsOf(client);
  const [alive] = await manager.query<[Touched[], number]>(TOUCH, [
    sessionId,
    session.idleTimeoutMinutes,
    ipAddress,
    userAgent,
  ]);
  if (!alive[0]) return { ended: [] };
  const refreshToken = await insertRefreshToken(manager, sessionId, tokens.refreshDays);
  const { user_id: userId, org_id: orgId, confined } = alive[0];
  return { exchanged: { sessionId, userId, orgId, confined, refreshToken }, ended: [] };
}

/** Where the session goes on: in its organization, or where else its user may be. */
async function placeOf(manager: EntityManager, { userId, orgId, ...session }: Exchanged) {
  const user = await manager.findOneBy(User, { id: userId, active: true });
  const memberships = await manager.find(Membership, {
    where: { userId, suspendedAt: IsNull() },
    order: { createdAt: 'ASC', orgId: 'ASC' },
  });
  const other = session.confined ? undefined : memberships[0];
  const place = memberships.find((one) => one.orgId === orgId) ?? other;
  if (!user || !place) throw refused();
  return { ...session, user, orgId: place.orgId, role: place.role };
}

const USE = `
UPDATE refresh_token SET used_at = now()
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING session_id`;

const REUSED = 'id = (SELECT session_id FROM refresh_token WHERE token_hash = $1 AND used_at IS NOT NULL)';

const TOUCH = `
UPDATE user_session SET last_seen_at = now(), ip_address = $3, user_agent = $4
WHERE id = $1 AND ${ALIVE('$2::int')} RETURNING user_id, org_id, provider_id IS NOT NULL AS confined`;

export async function insertRefreshToken(
  manager: EntityManager,
  sessionId: string,
  days: number,
): Promise<string> {
  const token = newSecret('rt_');
  await manager.query(
    `INSERT INTO refresh_token (session_id, token_hash, expires_at) VALUES ($1, $2, now() + make_interval(days => $3))`,
    [sessionId, digestOf(token), days],
  );
  return token;
}

const refused = (): UnauthenticatedError =>
  new UnauthenticatedError('the refresh token is not valid', 'refresh_token');
