import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DocumentsService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { BareList, bareList } from '../../../transfer/bare-list';
import { Upload } from '../../../transfer/upload';
import { IncomingUpload, UploadBody } from '../../../transfer/upload.decorators';
import { Surface } from '../../surfaces';
import {
  ChunkQueryDto,
  DocumentQueryDto,
  RagChunkDto,
  RagDocumentDto,
  toDocumentInput,
  toRagChunkDto,
  toRagDocumentDto,
} from './documents.dto';

@Surface('steps')
@Controller('api')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Post('documents')
  @Endpoint({
    permission: 'documents:write',
    summary: 'Upload a document; it is read and indexed in the background',
    consumes: 'multipart',
    returns: RagDocumentDto,
  })
  @UploadBody('title', 'description')
  async create(
    @CurrentActor() actor: Actor,
    @Query() query: DocumentQueryDto,
    @IncomingUpload() upload: Upload,
  ): Promise<RagDocumentDto> {
    return toRagDocumentDto(
      await upload.receive((file) => this.documents.create(actor, toDocumentInput(file, query))),
    );
  }

  @Get('documents/:id/chunks')
  @BareList(RagChunkDto)
  @Endpoint({ permission: 'documents:read', summary: 'Chunks by position; none until the document is ready' })
  async chunks(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() { cursor, limit }: ChunkQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RagChunkDto[]> {
    const { items, nextCursor } = await this.documents.chunks(actor, id, { from: cursor, limit });
    return bareList(response, items.map(toRagChunkDto), nextCursor);
  }

  @Get('chunks/:id')
  @Endpoint({ permission: 'documents:read', summary: 'Get a chunk', returns: RagChunkDto })
  async chunk(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RagChunkDto> {
    return toRagChunkDto(await this.documents.chunk(actor, id));
  }
}
