import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { type Actor, ApiKeysService, type Client } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../../auth/current-client.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { toListDto, toPage } from '../../lists/list.dto';
import {
  ApiKeyCreatedDto,
  ApiKeyCreateDto,
  ApiKeyListDto,
  ApiKeyListQueryDto,
  toApiKeyCreate,
  toApiKeyDto,
  toCreatedDto,
} from './api-keys.dto';

@Surface('platform')
@Controller('api/v1/security/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Endpoint({ permission: 'credentials:read', summary: 'List API keys', returns: ApiKeyListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: ApiKeyListQueryDto): Promise<ApiKeyListDto> {
    const page = toPage(query);
    return toListDto(await this.keys.list(actor, { ...page, all: query.all }), page, toApiKeyDto);
  }

  @Post()
  @Endpoint({
    permission: 'credentials:write',
    audit: 'api_key.create',
    summary: 'Make an API key',
    status: 201,
    returns: ApiKeyCreatedDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: ApiKeyCreateDto,
    @CurrentClient() client: Client,
  ): Promise<ApiKeyCreatedDto> {
    return toCreatedDto(await this.keys.create(actor, toApiKeyCreate(body), client));
  }

  @Delete(':id')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'api_key.delete',
    summary: 'Revoke an API key',
    status: 204,
  })
  revoke(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.keys.revoke(actor, id);
  }
}
