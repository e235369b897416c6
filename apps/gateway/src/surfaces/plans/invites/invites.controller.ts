import { Body, Controller, Delete, Get, Post, UseGuards } from '@nestjs/common';
import { type Actor, OrganizationInvites } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { NotInLocalMode } from '../not-in-local-mode.guard';
import { InviteCreateDto, InviteDto, toInviteDto, toInviteInput } from './invites.dto';

@Surface('plans')
@Controller('invites')
@UseGuards(NotInLocalMode)
export class InvitesController {
  constructor(private readonly invites: OrganizationInvites) {}

  @Post()
  @Endpoint({
    permission: 'members:write',
    audit: 'invite.create',
    summary: 'Invite somebody by mail',
    status: 201,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: InviteCreateDto): Promise<void> {
    await this.invites.invite(actor, toInviteInput(body));
  }

  @Get('pending')
  @Endpoint({ permission: 'members:read', summary: 'Who has not come yet', returnsList: InviteDto })
  async pending(@CurrentActor() actor: Actor): Promise<InviteDto[]> {
    return (await this.invites.list(actor, 'pending')).map(toInviteDto);
  }

  @Get('accepted')
  @Endpoint({ permission: 'members:read', summary: 'Who came', returnsList: InviteDto })
  async accepted(@CurrentActor() actor: Actor): Promise<InviteDto[]> {
    return (await this.invites.list(actor, 'accepted')).map(toInviteDto);
  }

  @Get('all')
  @Endpoint({ permission: 'members:read', summary: 'Every invitation', returnsList: InviteDto })
  async all(@CurrentActor() actor: Actor): Promise<InviteDto[]> {
    return (await this.invites.list(actor, 'all')).map(toInviteDto);
  }

  @Delete(':inviteId')
  @Endpoint({
    permission: 'members:write',
    audit: 'invite.delete',
    summary: 'Withdraw an invitation',
    status: 204,
  })
  remove(@CurrentActor() actor: Actor, @UuidParam('inviteId') inviteId: string): Promise<void> {
    return this.invites.withdraw(actor, inviteId);
  }
}
