import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, FindOptionsWhere, IsNull, Not } from 'typeorm';
import { ForbiddenError, InvalidError, NotFoundError } from '@muster/platform';
import { checkFields, normaliseLogin, normaliseName } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { domainOf } from '../organizations/mail-domains';
import { Membership } from '../organizations/membership.entity';
import { MEMBERSHIPS, manages, type OrgRole, orgRoleOf, type Standing } from '../organizations/org-roles';
import { lockMembers } from '../organizations/administrators';
import { Organization } from '../organizations/organization.entity';
import { AccountMails } from '../pins/account-mails';
import { CustomRole } from '../roles/custom-role.entity';
import { OrganizationInvite } from './organization-invite.entity';

export interface InviteInput {
  email: string;
  name: string;
  /** Or the id of a custom one. */
  role: OrgRole | { customRoleId: string };
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
   * for a role there is not (`role`) and somebody who is a member (`member`), is invited (`invited`) or may join without (`domain`).
   */
  async invite(actor: Actor, input: InviteInput): Promise<OrganizationInvite> {
    const [email, name] = [normaliseLogin(input.email), normaliseName(input.name)];
    checkFields({ email, name });
    return this.source.transaction(async (manager) => {
      // One at a time for each organization, so that nobody is invited twice.
      const organization = await lockMembers(manager, actor.orgId);
      const standing = await wanted(manager, actor, input);
      const role = orgRoleOf(standing);
      if (!manages(actor, await ownOf(manager, actor), standing))
        throw new ForbiddenError(`You may not invite anybody as ${standing.customRole?.name ?? role}`);
      await refuseNeedless(manager, organization, email);
      const invite = await manager.save(
        manager.create(OrganizationInvite, {
          orgId: actor.orgId,
          email,
          name,
          role,
          customRoleId: standing.customRole?.id ?? null,
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

  /** For whoever manages people of that standing. Throws `NotFoundError`, `ForbiddenError`. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    const { manager } = this.source;
    const where = { id, orgId: actor.orgId };
    const invite = await manager.findOne(OrganizationInvite, { where, relations: { customRole: true } });
    if (!invite) throw new NotFoundError('invite', id);
    const standing = { ...MEMBERSHIPS[invite.role], customRole: invite.customRole };
    if (!manages(actor, await ownOf(manager, actor), standing))
      throw new ForbiddenError('You may not withdraw this invite');
    await manager.delete(OrganizationInvite, { id, orgId: actor.orgId });
  }
}

const ownOf = (manager: EntityManager, { orgId, userId }: Actor): Promise<Membership | null> =>
  manager.findOneBy(Membership, { orgId, userId });

async function wanted(manager: EntityManager, { orgId }: Actor, { role }: InviteInput): Promise<Standing> {
  if (typeof role === 'string') return MEMBERSHIPS[role];
  const customRole = await manager.findOneBy(CustomRole, { id: role.customRoleId, orgId });
  if (!customRole) throw new InvalidError('Unknown role', undefined, 'role');
  return { role: customRole.base, customRole };
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
