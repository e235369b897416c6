import {
  Controller,
  Get,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
  UploadedFiles,
  UseInterceptors,
} from '@nestjs/common';
import { AnyFilesInterceptor } from '@nestjs/platform-express';
import { ApiBody } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '@muster/identity';
import { TasksService } from '@muster/tasks';
import { WorkspaceFilesService } from '@muster/workspaces';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { type StoredArtifact, theOnly } from './artifact-upload';
import {
  ARTIFACT_FORM,
  ArtifactDto,
  ArtifactPageDto,
  toArtifactDto,
  toArtifactPageDto,
} from './artifacts.dto';
import { PageQueryDto } from './paging.dto';
import { TaskId } from './task-id';

@Surface('protocols')
@Controller('ap/v1/agent/tasks/:task_id/artifacts')
export class ArtifactsController {
  constructor(
    private readonly tasks: TasksService,
    private readonly files: WorkspaceFilesService,
  ) {}

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
    await this.tasks.get(actor, taskId);
    const { current_page, page_size } = query;
    return toArtifactPageDto(await this.files.numbered(actor, taskId, current_page, page_size), query);
  }

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    anonymous: true,
    summary: 'Upload an artifact',
    description: 'Replaces an artifact of the same file name.',
    consumes: 'multipart',
    returns: ArtifactDto,
  })
  @ApiBody({ schema: ARTIFACT_FORM })
  @UseInterceptors(AnyFilesInterceptor())
  upload(@UploadedFiles() uploads: StoredArtifact[] | undefined): ArtifactDto {
    return toArtifactDto(theOnly(uploads));
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
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const file = await this.files.find(actor, taskId, id);
    const bytes = await this.files.open(file);
    response.attachment(file.filename).type('application/octet-stream');
    return new StreamableFile(bytes, { length: file.size });
  }
}
