import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { type Actor, ClientsService } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import {
  ClientChangeDto,
  ClientCreateDto,
  ClientDto,
  ClientListDto,
  ClientWithSecretDto,
  SecretRotationDto,
  toClientChange,
  toClientDto,
  toClientInput,
  toClientWithSecretDto,
  toSeconds,
} from './clients.dto';

@Surface('platform')
@Controller('api/v1/security/clients')
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @Endpoint({
    permission: 'clients:read',
    summary: 'List programs that sign in for themselves, newest first',
    returns: ClientListDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<ClientListDto> {
    return toListDto(await this.clients.list(actor, toPage(query)), toPage(query), toClientDto);
  }

  @Post()
  @Endpoint({
    permission: 'clients:write',
    summary: 'Let a program sign in for itself',
    status: 201,
    returns: ClientWithSecretDto,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: ClientCreateDto): Promise<ClientWithSecretDto> {
    return toClientWithSecretDto(await this.clients.create(actor, toClientInput(body)));
  }

  @Get(':id')
  @Endpoint({ permission: 'clients:read', summary: 'One of them', returns: ClientDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<ClientDto> {
    return toClientDto(await this.clients.get(actor, id));
  }

  @Patch(':id')
  @Endpoint({
    permission: 'clients:write',
    summary: 'Change what is sent; other scopes, another role and switching it off end its tokens',
    returns: ClientDto,
  })
  async change(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: ClientChangeDto,
  ): Promise<ClientDto> {
    return toClientDto(await this.clients.change(actor, id, toClientChange(body)));
  }

  @Post(':id/rotate-secret')
  @Endpoint({
    permission: 'clients:write',
    summary: 'Give it another secret; the one before ends, at once or after an overlap',
    returns: ClientWithSecretDto,
  })
  async rotate(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: SecretRotationDto,
  ): Promise<ClientWithSecretDto> {
    return toClientWithSecretDto(await this.clients.rotate(actor, id, toSeconds(body)));
  }

  @Delete(':id')
  @Endpoint({ permission: 'clients:write', summary: 'Remove it for good; its tokens end', status: 204 })
  remove(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.clients.remove(actor, id);
  }
}
