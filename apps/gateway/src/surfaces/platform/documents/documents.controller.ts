import { Controller, Get, Query } from '@nestjs/common';
import { DocumentTreeService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  BlockListQueryDto,
  BlockPageDto,
  DocumentOutlineDto,
  toBlockPageDto,
  toOutlineDto,
} from './documents.dto';

@Surface('platform')
@Controller('api/v1/documents/:id')
export class DocumentsController {
  constructor(private readonly trees: DocumentTreeService) {}

  @Get()
  @Endpoint({
    permission: 'documents:read',
    anonymous: true,
    summary: 'Get a document with its chapters and sections',
    returns: DocumentOutlineDto,
  })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<DocumentOutlineDto> {
    return toOutlineDto(await this.trees.outlined(actor, id));
  }

  @Get('blocks')
  @Endpoint({
    permission: 'documents:read',
    anonymous: true,
    summary: 'List the blocks of a document in reading order, with their text',
    returns: BlockPageDto,
  })
  async blocks(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: BlockListQueryDto,
  ): Promise<BlockPageDto> {
    return toBlockPageDto(await this.trees.blocks(actor, id, query));
  }
}
