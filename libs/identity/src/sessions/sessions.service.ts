import { Injectable } from '@nestjs/common';
import { EntityManager, IsNull, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { DomainError, NotFoundError, Seldom } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor, Role } from '../actors/actor';
import { IdentitySettings } from '../identity.settings';
import { secondFactorBy } from '../mfa/mfa-duty';
import { Membership } from '../organizations/membership.entity';
import { OrganizationsService } from '../organizations/organizations.service';
import type { SecurityConfig } from '../policy/security-config';
import { SecurityPolicy } from '../policy/security-policy.service';
import { IdentityProvider } from '../sso/providers/identity-provider.entity';
import { AccessTokens } from '../tokens/access-tokens.service';
import { type Client, columnsOf } from './client';
import { insertRefreshToken } from './refresh-tokens.service';
import { endedBy, SessionEndings } from './session-endings.service';
import { Session } from './session.entity';
import type { SignedIn } from './signed-in';

/** An API that people sign in to with a name and a password. */
export type Door = 'platform' | 'steps';

export interface SessionOpening {
  door: Door;
  client: Client;
  /** A second factor was shown. */
  mfa: boolean;
  /** Who vouched for the user; in that provider's organization it is then. */
  providerId?: string;
}

/** Lets people in who proved who they are. */
@Injectable()
export class SessionsService {
  private readonly purge = new Seldom(() =>
    this.sessions.query(`DELETE FROM user_session WHERE expires_at < now() - interval '1 day'`),
  );

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly organizations: OrganizationsService,
    private readonly tokens: AccessTokens,
    private readonly endings: SessionEndings,
    private readonly policy: SecurityPolicy,
    private readonly settings: IdentitySettings,
  ) {}

  /** Throws an error of code `forbidden`, reason `no_organization`, for somebody who belongs to none, or not to the provider's. */
  async open(user: User, opening: SessionOpening): Promise<SignedIn> {
    const { providerId } = opening;
    const home = await (providerId ? this.placeOf(user.id, providerId) : this.organizations.home(user.id));
    if (!home)
      throw new DomainError('forbidden', 'The account belongs to no organization', {
        reason: 'no_organization',
      });
    await this.purge.whenDue();
    await this.endFormer(user.id, opening.client);
    const { orgId, role } = home;
    const isLong = opening.door === 'steps';
    const signedIn = await (isLong
      ? this.openLong(user, orgId, role, opening)
      : this.openShort(user, orgId, role, opening));
    return { ...signedIn, ...(!opening.mfa && (await this.duty(user, home))) };
  }

  /** The session goes on in another organization; the token is for that one. */
  async switchOrganization(actor: Actor, orgId: string): Promise<SignedIn> {
    const { manager } = this.sessions;
    const [membership, user, { tokens }] = await Promise.all([
      manager.findOneBy(Membership, { userId: actor.userId, orgId, suspendedAt: IsNull() }),
      manager.findOneByOrFail(User, { id: actor.userId }),
      this.policy.current(),
    ]);
    if (!membership) throw new NotFoundError('organization');
    const sessionId = actor.credentialId ?? '';
    const confined = await this.moved(sessionId, actor.userId, orgId);
    const seconds = tokens.accessMinutes * 60;
    const { role } = membership;
    return this.signedIn({ user, sessionId, orgId, role, seconds, confined });
  }

  /** Whether the session is one that cannot move. Throws `NotFoundError` when it would have to. */
  private async moved(id: string, userId: string, orgId: string): Promise<boolean> {
    const [rows] = await this.sessions.query<[{ confined: boolean }[], number]>(
      `UPDATE user_session SET org_id = $3
       WHERE id = $1 AND user_id = $2 AND (provider_id IS NULL OR org_id = $3)
       RETURNING provider_id IS NOT NULL AS confined`,
      [id, userId, orgId],
    );
    if (!rows[0]) throw new NotFoundError('organization');
    return rows[0].confined;
  }

  /** Whoever signs in again has no use for the session that they sign in from. */
  private async endFormer(userId: string, { credential }: Client): Promise<void> {
    const id = credential === undefined ? undefined : this.tokens.idOf(credential, 'access');
    if (id === undefined) return;
    const ended = await endedBy(this.sessions.manager, 'id = $1 AND user_id = $2', [id, userId]);
    this.endings.announce(ended);
  }

  private async placeOf(userId: string, providerId: string): Promise<Membership | null> {
    return this.sessions.manager
      .createQueryBuilder(Membership, 'membership')
      .innerJoin(IdentityProvider, 'provider', 'provider.org_id = membership.org_id AND provider.enabled')
      .where('provider.id = :providerId AND membership.user_id = :userId', { providerId, userId })
      .andWhere('membership.suspended_at IS NULL')
      .getOne();
  }

  private async duty({ mfaEnabled }: User, { role, roleSince }: Membership): Promise<Partial<SignedIn>> {
    const since = roleSince.getTime();
    const by = mfaEnabled ? undefined : secondFactorBy(await this.policy.current(), { role, since });
    return by === undefined ? {} : { secondFactorBy: new Date(by) };
  }

  private async openLong(user: User, orgId: string, role: Role, opening: SessionOpening): Promise<SignedIn> {
    const seconds = this.settings.accessTokenTtl;
    const sessionId = await insertSession(this.sessions.manager, { user, orgId, opening, seconds });
    const token = this.tokens.issue({ user, sessionId, orgId, role, seconds, subject: 'username' });
    return { user, sessionId, orgId, role, token, expiresIn: seconds };
  }

  private async openShort(user: User, orgId: string, role: Role, opening: SessionOpening): Promise<SignedIn> {
    const config = await this.policy.current();
    const life = lifeOf(config);
    const { sessionId, refreshToken, ended } = await this.sessions.manager.transaction(async (manager) => {
      // One at a time, or two at once would both be the last that fits.
      await manager.query('SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [user.id]);
      const sessionId = await insertSession(manager, { user, orgId, opening, seconds: life });
      const refreshToken = await insertRefreshToken(manager, sessionId, config.tokens.refreshDays);
      const ended = await endSurplus(manager, user.id, config.session.maxConcurrentSessions);
      return { sessionId, refreshToken, ended };
    });
    this.endings.announce(ended);
    const seconds = config.tokens.accessMinutes * 60;
    const confined = opening.providerId !== undefined;
    return { ...this.signedIn({ user, sessionId, orgId, role, seconds, confined }), refreshToken };
  }

  private signedIn(grant: {
    user: User;
    sessionId: string;
    orgId: string;
    role: Role;
    seconds: number;
    confined: boolean;
  }): SignedIn {
    const token = this.tokens.issue({ ...grant, subject: 'id' });
    const { seconds: expiresIn, confined: _, ...rest } = grant;
    return { ...rest, token, expiresIn };
  }

  /** What ended long ago is of no use even for noticing tokens that are used again. */
}

/** Seconds. Without a limit of its own a session lasts as long as refresh tokens could carry it. */
const lifeOf = ({ session, tokens }: SecurityConfig): number =>
  session.maxDurationHours > 0
    ? session.maxDurationHours * 3_600
    : Math.max(tokens.refreshDays, 365) * 86_400;

interface SessionRow {
  user: User;
  orgId: string;
  opening: SessionOpening;
  seconds: number;
}

async function insertSession(
  manager: EntityManager,
  { user, orgId, opening, seconds }: SessionRow,
): Promise<string> {
  const { identifiers } = await manager
    .createQueryBuilder()
    .insert()
    .into(Session)
    .values({
      userId: user.id,
      orgId,
      kind: opening.door,
      mfa: opening.mfa,
      providerId: opening.providerId ?? null,
      ...columnsOf(opening.client),
      expiresAt: () => `now() + make_interval(secs => ${Math.floor(seconds)})`,
    })
    .execute();
  return (identifiers[0] as { id: string }).id;
}

/** The sessions that have been idle longest make room. */
const endSurplus = async (manager: EntityManager, userId: string, max: number): Promise<string[]> =>
  max === 0
    ? []
    : endedBy(
        manager,
        `id IN (
          SELECT id FROM user_session
          WHERE user_id = $1 AND kind = 'platform' AND revoked_at IS NULL AND expires_at > now()
          ORDER BY last_seen_at DESC, created_at DESC, id OFFSET $2
        )`,
        [userId, max],
      );
