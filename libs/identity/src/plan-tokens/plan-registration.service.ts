import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, IsNull } from 'typeorm';
import { ForbiddenError } from '@muster/platform';
import { checkFields, normaliseName } from '../accounts/account-fields';
import { type NewAccount, openAccount } from '../accounts/open-account';
import type { User } from '../accounts/user.entity';
import { IdentityPolicy } from '../identity.policy';
import { OrganizationInvite } from '../invites/organization-invite.entity';
import { Membership } from '../organizations/membership.entity';
import { OrganizationsService } from '../organizations/organizations.service';

/** Accounts without a password, for people who showed that an address is theirs. */
@Injectable()
export class PlanRegistration {
  constructor(
    private readonly source: DataSource,
    private readonly organizations: OrganizationsService,
    private readonly policy: IdentityPolicy,
  ) {}

  /**
   * Where accounts are by invitation, one by mail will do, or an organization that takes the address's domain. Throws
   * `ForbiddenError`.
   */
  async mayOpen(email: string): Promise<void> {
    const { registration } = this.policy;
    if (registration === 'open') return;
    if (registration === 'invite' && (await this.isAwaited(email))) return;
    throw new ForbiddenError(
      registration === 'closed' ? 'Registration is closed' : 'Registration is by invitation',
    );
  }

  /** Errors: `InvalidError` for the name, `ConflictError` for an address that is taken, those of `mayOpen`. */
  async open(email: string, name: string): Promise<User> {
    const account = { email, name: normaliseName(name) };
    checkFields(account);
    await this.mayOpen(email);
    const proven = { ...account, verifiedEmail: email };
    return this.create(proven, (manager, user) => this.settle(manager, user));
  }

  /** The account of local mode: it founds its own organization, and nobody has shown that the address is theirs. */
  openLocal(email: string, name: string): Promise<User> {
    const account = { email, name: normaliseName(name) };
    checkFields(account);
    return this.create(account, () => Promise.resolve());
  }

  private create(
    account: NewAccount,
    settle: (manager: EntityManager, user: User) => Promise<void>,
  ): Promise<User> {
    return this.source.transaction(async (manager) => {
      const user = await openAccount(manager, { ...account, lastLoginAt: new Date() });
      await settle(manager, user);
      return user;
    });
  }

  /** Who is invited joins when they first go there; everybody else has to belong somewhere. */
  private async settle(manager: EntityManager, user: User): Promise<void> {
    const organization = await this.organizations.ofDomain(user.email);
    if (organization) {
      await manager.insert(Membership, { userId: user.id, orgId: organization.id, role: 'operator' });
      return;
    }
    if (await isInvited(manager, user.email)) return;
    await this.organizations.settle(manager, user, this.policy.registrationOrg, this.policy.defaultRole);
  }

  private async isAwaited(email: string): Promise<boolean> {
    return (
      (await isInvited(this.source.manager, email)) || (await this.organizations.ofDomain(email)) !== null
    );
  }
}

const isInvited = (manager: EntityManager, email: string): Promise<boolean> =>
  manager.existsBy(OrganizationInvite, { email, acceptedAt: IsNull() });
