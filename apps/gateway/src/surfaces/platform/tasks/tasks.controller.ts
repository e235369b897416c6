import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { AgentTasksService, recordOf } from '@muster/agents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toListDto, toPage } from '../lists/list.dto';
import {
  TaskCancelDto,
  TaskCreateDto,
  TaskDto,
  TaskListDto,
  TaskListQueryDto,
  TaskStatsDto,
  TaskUpdateDto,
  toTaskCreation,
  toTaskFilter,
  toTaskStatsDto,
  toTaskUpdate,
} from './tasks.dto';

@Surface('platform')
@Controller('api/v1/tasks')
export class TasksController {
  constructor(private readonly tasks: AgentTasksService) {}

  @Get()
  @Endpoint({ permission: 'tasks:read', summary: 'List tasks of agents, newest first', returns: TaskListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: TaskListQueryDto): Promise<TaskListDto> {
    return toListDto(await this.tasks.list(actor, toTaskFilter(query)), toPage(query), recordOf);
  }

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    summary: 'Give a task to an agent, or to whichever suits',
    status: 201,
    returns: TaskDto,
    idempotent: true,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: TaskCreateDto): Promise<TaskDto> {
    return recordOf(await this.tasks.create(actor, toTaskCreation(body)));
  }

  @Get('stats')
  @Endpoint({
    permission: 'tasks:read',
    summary: 'How many tasks of agents there are',
    returns: TaskStatsDto,
  })
  async stats(@CurrentActor() actor: Actor): Promise<TaskStatsDto> {
    return toTaskStatsDto(await this.tasks.stats(actor));
  }

  @Get(':id')
  @Endpoint({ permission: 'tasks:read', summary: 'Get a task of an agent', returns: TaskDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<TaskDto> {
    return recordOf(await this.tasks.get(actor, id));
  }

  @Patch(':id')
  @Endpoint({
    permission: 'tasks:write',
    summary: 'Change a task, or say how its agent gets on',
    description:
      'A worker sets the status to `in_progress` when it begins, and to `completed` or `failed` at the end. A failed attempt is followed by another one as long as there may be more: the task is then `pending` again.',
    returns: TaskDto,
  })
  async update(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: TaskUpdateDto,
  ): Promise<TaskDto> {
    return recordOf(await this.tasks.update(actor, id, toTaskUpdate(body)));
  }

  @Post(':id/cancel')
  @Endpoint({
    permission: 'tasks:write',
    summary: 'Call a task off, and stop what is being done for it',
    returns: TaskDto,
  })
  async cancel(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: TaskCancelDto,
  ): Promise<TaskDto> {
    return recordOf(await this.tasks.cancel(actor, id, body.reason ?? undefined));
  }
}
