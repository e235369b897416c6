import { Controller, Get, Param, Post, StreamableFile } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { TaskFilesService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Upload } from '../../../transfer/upload';
import { IncomingUpload, UploadBody } from '../../../transfer/upload.decorators';
import { Surface } from '../../surfaces';
import { TaskDocumentDto, toDownload, toTaskDocumentDto } from './task-documents.dto';

@Surface('steps')
@Controller('api/tasks/:id/documents')
export class TaskDocumentsController {
  constructor(private readonly files: TaskFilesService) {}

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    audit: 'task_document.create',
    summary: 'Add a file to the task, in place of one of the same name',
    status: 201,
    consumes: 'multipart',
    returns: TaskDocumentDto,
  })
  @UploadBody()
  async attach(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @IncomingUpload() upload: Upload,
  ): Promise<TaskDocumentDto> {
    return toTaskDocumentDto(id, await upload.receive((file) => this.files.attach(actor, id, file)));
  }

  @Get(':document_id')
  @Endpoint({
    permission: 'tasks:read',
    summary: 'A file of the task, by name or id',
    produces: 'application/octet-stream',
  })
  async download(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Param('document_id') document: string,
  ): Promise<StreamableFile> {
    return toDownload(await this.files.open(actor, id, document));
  }
}
