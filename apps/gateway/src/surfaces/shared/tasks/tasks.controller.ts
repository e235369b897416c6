import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { TasksService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { BareList, bareList } from '../../../transfer/bare-list';
import { Surface } from '../../surfaces';
import { TaskCreateDto, TaskCreateQueryDto, toTaskCreation } from './task-request.dto';
import { TaskDto, TaskListQueryDto, toTaskDto, toTaskFilter } from './tasks.dto';

@Surface('shared')
@Controller('api/tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @BareList(TaskDto)
  @Endpoint({ permission: 'tasks:read', anonymous: true, summary: 'List tasks, newest first' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: TaskListQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TaskDto[]> {
    const { items, nextCursor } = await this.tasks.list(actor, toTaskFilter(query));
    return bareList(response, items.map(toTaskDto), nextCursor);
  }

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    anonymous: true,
    summary: 'Create a task; the agent waits for the first step',
    returns: TaskDto,
    idempotent: true,
  })
  @ApiBody({ type: TaskCreateDto })
  async create(
    @CurrentActor() actor: Actor,
    @Query() query: TaskCreateQueryDto,
    @Body() body: unknown,
  ): Promise<TaskDto> {
    return toTaskDto(await this.tasks.create(actor, toTaskCreation(actor, query, body)));
  }

  @Get(':id')
  @Endpoint({ permission: 'tasks:read', summary: 'Get a task', returns: TaskDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<TaskDto> {
    return toTaskDto(await this.tasks.get(actor, id));
  }
}
