import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Heartbeats, recordOf, WorkersService, WorkerTasks } from '@muster/agents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toListDto, toPage } from '../lists/list.dto';
import { TaskListDto } from '../tasks/tasks.dto';
import {
  toHeardDto,
  toHeartbeat,
  toOverviewDto,
  toRegistration,
  toWorkerDto,
  WorkerDto,
  WorkerHeardDto,
  WorkerHeartbeatDto,
  WorkerOverviewDto,
  WorkerRegisterDto,
  WorkerTasksQueryDto,
} from './workers.dto';

@Surface('platform')
@Controller('api/v1/workers')
export class WorkersController {
  constructor(
    private readonly workers: WorkersService,
    private readonly heartbeats: Heartbeats,
    private readonly tasks: WorkerTasks,
  ) {}

  @Post('register')
  @Endpoint({
    permission: 'workers:write',
    audit: 'worker.register',
    summary: 'Register a worker, or say anew what it is',
    description:
      'Known by its name. From another host or address it has to be approved again, where workers have to be at all.',
    status: 201,
    returns: WorkerDto,
    bodyLimit: 65_536,
  })
  @ApiResponse({ status: 200, description: 'It was known', type: WorkerDto })
  async register(
    @CurrentActor() actor: Actor,
    @Body() body: WorkerRegisterDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WorkerDto> {
    const { worker, isNew } = await this.workers.register(actor, toRegistration(body));
    response.status(isNew ? 201 : 200);
    return toWorkerDto(worker);
  }

  @Post(':id/heartbeat')
  @Endpoint({
    permission: 'workers:write',
    audit: false,
    summary: 'Report that a worker lives, and how it is',
    returns: WorkerHeardDto,
  })
  async heartbeat(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: WorkerHeartbeatDto,
  ): Promise<WorkerHeardDto> {
    const standing = await this.heartbeats.beat(actor, id, toHeartbeat(body));
    return toHeardDto(standing, await this.tasks.count(actor, id));
  }

  @Get(':id/tasks')
  @Endpoint({
    permission: 'workers:read',
    summary: 'List the tasks that a worker has to begin, the most urgent first',
    returns: TaskListDto,
  })
  async listTasks(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: WorkerTasksQueryDto,
  ): Promise<TaskListDto> {
    return toListDto(await this.tasks.list(actor, id, toPage(query)), toPage(query), recordOf);
  }

  @Get('overview')
  @Endpoint({
    permission: 'workers:read',
    summary: 'How the workers are doing as a whole',
    returns: WorkerOverviewDto,
  })
  async overview(@CurrentActor() actor: Actor): Promise<WorkerOverviewDto> {
    return toOverviewDto(await this.workers.overview(actor));
  }
}
