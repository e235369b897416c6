import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { SettingsError, UnauthenticatedError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor, CredentialKind } from '../actors/actor';
import { Authenticator } from '../actors/authenticator.service';
import { Membership } from '../organizations/membership.entity';
import { Organization } from '../organizations/organization.entity';
import { PasswordHasher } from '../passwords/password-hasher.service';
import type { Client } from '../sessions/client';
import { insertOpaqueSession } from '../sessions/opaque-sessions';
import { endedBy, SessionEndings } from '../sessions/session-endings.service';
import { digestOf } from '../tokens/opaque-tokens';
import { JobDoorAttempts } from './job-door-attempts.service';
import { JobDoorRow } from './job-door.entity';
import { JobDoorSettings } from './job-door.settings';

const ROW = 1;

/** As whom people work who come in without an account. */
interface Resident {
  userId: string;
  orgId: string;
}

/**
 * One password for the job surface, for everybody who has no account. They work as one account, which is an ordinary
 * member of an organization: operator, unless an administrator says otherwise.
 */
@Injectable()
export class JobDoor {
  constructor(
    private readonly source: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly attempts: JobDoorAttempts,
    private readonly authenticator: Authenticator,
    private readonly endings: SessionEndings,
    private readonly settings: JobDoorSettings,
  ) {}

  /** Whether there is a password to come in by. */
  get takesPassword(): boolean {
    return this.settings.password !== undefined;
  }

  /**
   * Brings what the settings say into the database, once, however many processes boot. Another password than the last
   * ends all sessions. `loopback`: people of this machine need none. Throws `SettingsError`.
   */
  async prepare({ loopback }: { loopback: boolean }): Promise<void> {
    const ended = await this.source.transaction(async (manager) => {
      const row = await manager
        .createQueryBuilder(JobDoorRow, 'door')
        .addSelect('door.passwordHash')
        .setLock('pessimistic_write')
        .where({ id: ROW })
        .getOneOrFail();
      const ended = await this.storePassword(manager, row.passwordHash);
      const { id: userId } = await manager.findOneByOrFail(User, { kind: 'door' });
      const orgId = this.takesPassword || loopback ? await this.organization(manager) : null;
      if (orgId !== row.orgId) await settle(manager, userId, orgId);
      return ended;
    });
    this.endings.announce(ended);
  }

  /**
   * Answers a token that holds for a day. Throws `UnauthenticatedError` with reason `credentials` for a wrong
   * password, or where none is set, `LimitExceededError` after too many.
   */
  async enter(password: string | undefined, client: Client): Promise<{ token: string; actor: Actor }> {
    const forgive = await this.attempts.begin(client.ipAddress ?? '');
    if (!(await this.isRight(password ?? '')))
      throw new UnauthenticatedError('Invalid password', 'credentials');
    await forgive();
    const actor = await this.actor('job_session');
    const token = randomBytes(32).toString('hex');
    const sessionId = await insertOpaqueSession(this.source.manager, {
      ...{ userId: actor.userId, orgId: actor.orgId, client },
      kind: 'jobs',
      tokenHash: digestOf(token),
      life: '24 hours',
    });
    return { token, actor: { ...actor, credentialId: sessionId } };
  }

  /** Who comes in without a password. Throws `UnauthenticatedError` when an administrator has shut them out. */
  async actor(credential: CredentialKind): Promise<Actor> {
    const { userId, orgId } = await this.resident();
    const grant = { id: userId, userId, orgId, credential, expiresAt: Infinity };
    return { ...(await this.authenticator.admit(grant)), credentialId: undefined };
  }

  private async isRight(password: string): Promise<boolean> {
    const row = await this.source.manager
      .createQueryBuilder(JobDoorRow, 'door')
      .addSelect('door.passwordHash')
      .where({ id: ROW })
      .getOneOrFail();
    return this.hasher.verify(this.takesPassword ? row.passwordHash : null, password);
  }

  private async resident(): Promise<Resident> {
    const [resident] = await this.source.query<Resident[]>(
      `SELECT app_user.id AS "userId", org_id AS "orgId" FROM app_user, job_door
       WHERE kind = 'door' AND org_id IS NOT NULL`,
    );
    if (!resident) throw new UnauthenticatedError();
    return resident;
  }

  /** Answers the sessions that end with the old one. */
  private async storePassword(manager: EntityManager, stored: string | null): Promise<string[]> {
    const { password } = this.settings;
    if (password === undefined && stored === null) return [];
    if (password !== undefined && stored !== null && (await this.hasher.verify(stored, password))) return [];
    const passwordHash = password === undefined ? null : await this.hasher.hash(password);
    await manager.update(JobDoorRow, { id: ROW }, { passwordHash });
    return endedBy(manager, `kind = 'jobs'`, []);
  }

  private async organization(manager: EntityManager): Promise<string> {
    const slug = this.settings.organization;
    const organization = await manager.findOneBy(Organization, { slug });
    if (organization && organization.kind !== 'public') return organization.id;
    throw new SettingsError([`JOBS_ORGANIZATION: there is no organization ${slug}`]);
  }
}

/** A membership that an administrator has changed or ended stays as it is, as long as the settings do. */
async function settle(manager: EntityManager, userId: string, orgId: string | null): Promise<void> {
  await manager.update(JobDoorRow, { id: ROW }, { orgId });
  await manager.delete(Membership, { userId });
  if (orgId) await manager.insert(Membership, { userId, orgId, role: 'operator' });
}
