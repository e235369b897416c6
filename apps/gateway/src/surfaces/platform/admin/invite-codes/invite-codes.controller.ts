import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { InvitesService } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import {
  InviteCodeCreateDto,
  InviteCodeCreatedDto,
  InviteCodeListDto,
  toInviteCodeCreatedDto,
  toInviteCodeDto,
  toInviteCreate,
} from './invite-codes.dto';

/** Codes that let people register while registration is by invitation. */
@Surface('platform')
@Controller('api/v1/admin/invite-codes')
export class InviteCodesController {
  constructor(private readonly invites: InvitesService) {}

  @Get()
  @Endpoint({
    permission: 'invites:read',
    summary: 'List the codes, newest first',
    returns: InviteCodeListDto,
  })
  async list(@Query() query: ListQueryDto): Promise<InviteCodeListDto> {
    return toListDto(await this.invites.list(toPage(query)), toPage(query), toInviteCodeDto);
  }

  @Post()
  @Endpoint({
    permission: 'invites:write',
    audit: 'invite_code.create',
    summary: 'Make a code, shown only now',
    status: 201,
    returns: InviteCodeCreatedDto,
  })
  async create(@Body() body: InviteCodeCreateDto): Promise<InviteCodeCreatedDto> {
    return toInviteCodeCreatedDto(await this.invites.create(toInviteCreate(body)));
  }

  @Delete(':id')
  @Endpoint({
    permission: 'invites:write',
    audit: 'invite_code.delete',
    summary: 'Forget a code',
    status: 204,
  })
  remove(@UuidParam('id') id: string): Promise<void> {
    return this.invites.remove(id);
  }
}
