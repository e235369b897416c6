import type { InviteInput, OrganizationInvite } from '@muster/identity';
import { DateField, EmailField, StringField, UuidField } from '@muster/platform';
import { orgRoleById, orgRoleIdOf } from '../orgs/orgs.dto';

export class InviteCreateDto {
  @EmailField() email: string;
  @StringField({ min: 1, max: 255, trim: true }) name: string;
  @UuidField() orgRoleId: string;
}

export class InviteDto {
  @UuidField() id: string;
  @UuidField() orgId: string;
  @StringField() email: string;
  @StringField() name: string;
  @UuidField() orgRoleId: string;
  @UuidField() inviterId: string;
  @UuidField({ nullable: true }) inviteeId: string | null;
  @DateField({ nullable: true }) acceptedAt: string | null;
  @DateField() createdAt: string;
}

export const toInviteInput = ({ email, name, orgRoleId }: InviteCreateDto): InviteInput => ({
  email,
  name,
  role: orgRoleById(orgRoleId) ?? { customRoleId: orgRoleId },
});

export const toInviteDto = (invite: OrganizationInvite): InviteDto => ({
  id: invite.id,
  orgId: invite.orgId,
  email: invite.email,
  name: invite.name,
  orgRoleId: orgRoleIdOf(invite.role, invite.customRoleId),
  inviterId: invite.inviterId,
  inviteeId: invite.inviteeId,
  acceptedAt: invite.acceptedAt?.toISOString() ?? null,
  createdAt: invite.createdAt.toISOString(),
});
