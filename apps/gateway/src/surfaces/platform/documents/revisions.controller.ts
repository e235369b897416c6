import { Controller, Get, Post, Query, StreamableFile } from '@nestjs/common';
import { RevisionsService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { NumberParam, UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Upload } from '../../../transfer/upload';
import { IncomingUpload, UploadBody } from '../../../transfer/upload.decorators';
import { Surface } from '../../surfaces';
import {
  DocumentDto,
  RevisionCreateQueryDto,
  RevisionListQueryDto,
  RevisionPageDto,
  toDocumentDto,
  toRevisionDownload,
  toRevisionPageDto,
} from './documents.dto';

@Surface('platform')
@Controller('api/v1/documents/:id/revisions')
export class RevisionsController {
  constructor(private readonly revisions: RevisionsService) {}

  @Get()
  @Endpoint({
    permission: 'documents:read',
    summary: 'List the contents a document has had, newest first',
    returns: RevisionPageDto,
  })
  async list(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: RevisionListQueryDto,
  ): Promise<RevisionPageDto> {
    return toRevisionPageDto(await this.revisions.list(actor, id, query));
  }

  @Post()
  @Endpoint({
    permission: 'documents:write',
    audit: 'document.revise',
    summary: 'Give a document new content; it is read and indexed in the background',
    status: 202,
    consumes: 'multipart',
    returns: DocumentDto,
  })
  @UploadBody()
  async create(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() { based_on }: RevisionCreateQueryDto,
    @IncomingUpload() upload: Upload,
  ): Promise<DocumentDto> {
    return toDocumentDto(
      await upload.receive((file) => this.revisions.add(actor, id, { ...file, basedOn: based_on })),
    );
  }

  @Get(':number/content')
  @Endpoint({
    permission: 'documents:read',
    summary: 'The bytes of a revision, as they were uploaded',
    produces: 'application/octet-stream',
  })
  async content(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @NumberParam('number') number: number,
  ): Promise<StreamableFile> {
    return toRevisionDownload(await this.revisions.content(actor, id, number));
  }

  @Post(':number/restore')
  @Endpoint({
    permission: 'documents:write',
    audit: 'document.restore',
    summary: 'Make the content of an earlier revision the newest',
    status: 202,
    returns: DocumentDto,
  })
  async restore(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @NumberParam('number') number: number,
  ): Promise<DocumentDto> {
    return toDocumentDto(await this.revisions.restore(actor, id, number));
  }
}
