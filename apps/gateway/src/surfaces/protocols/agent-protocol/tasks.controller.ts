import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { TaskFilesService, TasksService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { PageQueryDto } from './paging.dto';
import { TaskId } from './task-id';
import { InputDto, TaskDto, TaskPageDto, toTaskCreation, toTaskDto, toTaskPageDto } from './tasks.dto';

@Surface('protocols')
@Controller('ap/v1/agent/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly files: TaskFilesService,
  ) {}

  @Post()
  @Endpoint({ permission: 'tasks:write', anonymous: true, summary: 'Create a task', returns: TaskDto })
  async create(@CurrentActor() actor: Actor, @Body() body: InputDto): Promise<TaskDto> {
    return toTaskDto(await this.tasks.create(actor, toTaskCreation(body)));
  }

  @Get()
  @Endpoint({
    permission: 'tasks:read',
    anonymous: true,
    summary: 'List tasks, newest first',
    returns: TaskPageDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQueryDto): Promise<TaskPageDto> {
    const page = await this.tasks.numbered(actor, query.current_page, query.page_size);
    const ids = page.items.map(({ id }) => id);
    return toTaskPageDto(page, await this.files.ofTasks(actor, ids), query);
  }

  @Get(':task_id')
  @Endpoint({ permission: 'tasks:read', anonymous: true, summary: 'Get a task', returns: TaskDto })
  async get(@CurrentActor() actor: Actor, @TaskId() id: string): Promise<TaskDto> {
    return toTaskDto(await this.tasks.get(actor, id), await this.files.ofTasks(actor, [id]));
  }
}
