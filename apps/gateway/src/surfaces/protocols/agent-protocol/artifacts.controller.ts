import { Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { TaskFilesService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Upload } from '../../../transfer/upload';
import { IncomingUpload, UploadBody } from '../../../transfer/upload.decorators';
import { Surface } from '../../surfaces';
import {
  ArtifactDto,
  ArtifactPageDto,
  toArtifactDto,
  toArtifactPageDto,
  toDownload,
  toTaskUpload,
} from './artifacts.dto';
import { PageQueryDto } from './paging.dto';
import { TaskId } from './task-id';

@Surface('protocols')
@Controller('ap/v1/agent/tasks/:task_id/artifacts')
export class ArtifactsController {
  constructor(private readonly files: TaskFilesService) {}

  @Get()
  @Endpoint({
    permission: 'tasks:read',
    anonymous: true,
    summary: 'List the artifacts of a task, by name',
    returns: ArtifactPageDto,
  })
  async list(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @Query() query: PageQueryDto,
  ): Promise<ArtifactPageDto> {
    const { current_page, page_size } = query;
    return toArtifactPageDto(await this.files.numbered(actor, taskId, current_page, page_size), query);
  }

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    audit: 'artifact.create',
    anonymous: true,
    summary: 'Upload an artifact, in place of one of the same file name',
    consumes: 'multipart',
    returns: ArtifactDto,
  })
  @UploadBody('relative_path')
  async upload(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @IncomingUpload() upload: Upload,
  ): Promise<ArtifactDto> {
    return toArtifactDto(
      await upload.receive((file) => this.files.attach(actor, taskId, toTaskUpload(file))),
    );
  }

  @Get(':artifact_id')
  @Endpoint({
    permission: 'tasks:read',
    anonymous: true,
    summary: 'Download an artifact',
    produces: 'application/octet-stream',
  })
  async download(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @Param('artifact_id') id: string,
  ): Promise<StreamableFile> {
    return toDownload(await this.files.open(actor, taskId, id));
  }
}
