import { Controller, Delete, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { DocumentsService, DocumentTreeService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { BareList, bareList } from '../../../transfer/bare-list';
import { Surface } from '../../surfaces';
import {
  DeletionDto,
  DocumentDto,
  DocumentItemDto,
  DocumentListQueryDto,
  toDeletionDto,
  toDocumentDto,
  toDocumentItemDto,
} from './documents.dto';

@Surface('shared')
@Controller('api/documents')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly trees: DocumentTreeService,
  ) {}

  @Get()
  @BareList(DocumentItemDto)
  @Endpoint({ permission: 'documents:read', anonymous: true, summary: 'List documents, newest first' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: DocumentListQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DocumentItemDto[]> {
    const { items, nextCursor } = await this.documents.list(actor, query);
    return bareList(response, items.map(toDocumentItemDto), nextCursor);
  }

  @Get(':id')
  @Endpoint({
    permission: 'documents:read',
    anonymous: true,
    summary: 'Get a document',
    returns: DocumentDto,
  })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<DocumentDto> {
    return toDocumentDto(await this.trees.outlined(actor, id));
  }

  @Delete(':id')
  @Endpoint({
    permission: 'documents:write',
    anonymous: true,
    summary: 'Remove a document and all that was made of it',
    returns: DeletionDto,
  })
  @ApiHeader({ name: 'Prefer', required: false, description: '`return=minimal`: 204 without a body' })
  @ApiResponse({ status: 204, description: 'Done' })
  async remove(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeletionDto | undefined> {
    await this.documents.remove(actor, id);
    return toDeletionDto(id, prefer, response);
  }
}
