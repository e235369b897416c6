import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, FindOptionsWhere, IsNull, Not } from 'typeorm';
import { ForbiddenError, InvalidError, NotFoundError } from '@muster/platform';
import { checkFields, normaliseLogin, normaliseName } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { domainOf } from '../organizations/mail-domains';
import { Membership } from '../organizations/membership.entity';
import { manages, type OrgRole, orgRoleOf } from '../organizations/org-roles';
import { Organization } from '../organizations/organization.entity';
import { AccountMails } from '../pins/account-mails';
import { OrganizationInvite } from './organization-invite.entity';

export interface InviteInput {
  email: string;
  name: string;
  role: OrgRole;
}

export type InviteState = 'pending' | 'accepted' | 'all';

const STATES: Record<InviteState, FindOptionsWhere<OrganizationInvite>> = {
  pending: { acceptedAt: IsNull() },
  accepted: { acceptedAt: Not(IsNull()) },
  all: {},
};

/** Invitations by mail to the actor's organization. */
@Injectable()
export class OrganizationInvites {
  constructor(
    private readonly source: DataSource,
    private readonly mails: AccountMails,
  ) {}

  /**
   * Throws `ForbiddenError` to whoever may not invite to that role, `InvalidError` for bad fields and, with a reason,
   * for somebody who is a member (`member`), is invited (`invited`) or may join without (`domain`).
   */
  async invite(actor: Actor, input: InviteInput): Promise<OrganizationInvite> {
    const { role } = input;
    const [email, name] = [normaliseLogin(input.email), normaliseName(input.name)];
    checkFields({ email, name });
    return this.source.transaction(async (manager) => {
      // One at a time for each organization, so that nobody is invited twice.
      const organization = await manager.findOneOrFail(Organization, {
        where: { id: actor.orgId },
        lock: { mode: 'for_no_key_update' },
      });
      if (!manages(await roleOf(manager, actor), role))
        throw new ForbiddenError(`You may not invite anybody as ${role}`);
      await refuseNeedless(manager, organization, email);
      const invite = await manager.save(
        manager.create(OrganizationInvite, {
          orgId: actor.orgId,
          email,
          name,
          role,
          inviterId: actor.userId,
        }),
      );
      const inviter = await manager.findOneByOrFail(User, { id: actor.userId });
      await this.mails.sendInvite(manager, {
        to: email,
        name,
        organization: organization.name,
        inviter: inviter.name,
      });
      return invite;
    });
  }

  /** Oldest first. */
  list({ orgId }: Actor, state: InviteState): Promise<OrganizationInvite[]> {
    return this.source.manager.find(OrganizationInvite, {
      where: { orgId, ...STATES[state] },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** For whoever manages people of that role. Throws `NotFoundError`, `ForbiddenError`. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    const { manager } = this.source;
    const invite = await manager.findOneBy(OrganizationInvite, { id, orgId: actor.orgId });
    if (!invite) throw new NotFoundError('invite', id);
    if (!manages(await roleOf(manager, actor), invite.role))
      throw new ForbiddenError('You may not withdraw this invite');
    await manager.delete(OrganizationInvite, { id, orgId: actor.orgId });
  }
}

async function roleOf(manager: EntityManager, { orgId, userId }: Actor): Promise<OrgRole> {
  const membership = await manager.findOneBy(Membership, { orgId, userId });
  return membership ? orgRoleOf(membership) : 'viewer';
}

async function refuseNeedless(
  manager: EntityManager,
  { id: orgId, emailDomain }: Organization,
  email: string,
): Promise<void> {
  if (await manager.existsBy(Membership, { orgId, user: { email } }))
    throw new InvalidError('This person is a member already', undefined, 'member');
  if (await manager.existsBy(OrganizationInvite, { orgId, email, acceptedAt: IsNull() }))
    throw new InvalidError('This person is invited already', undefined, 'invited');
  if (emailDomain === domainOf(email))
    throw new InvalidError('Everybody with an address of this domain joins without', undefined, 'domain');
}
