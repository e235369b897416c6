import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { TasksService, TaskStepsService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { PageQueryDto } from './paging.dto';
import { StepDto, StepPageDto, toStepDto, toStepDtos, toStepPageDto, toStepRequest } from './steps.dto';
import { TaskId } from './task-id';
import { InputDto } from './tasks.dto';

@Surface('protocols')
@Controller('ap/v1/agent/tasks/:task_id/steps')
export class StepsController {
  constructor(
    private readonly tasks: TasksService,
    private readonly steps: TaskStepsService,
  ) {}

  @Get()
  @Endpoint({
    permission: 'tasks:read',
    anonymous: true,
    summary: 'List the steps of a task, oldest first',
    returns: StepPageDto,
  })
  async list(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @Query() query: PageQueryDto,
  ): Promise<StepPageDto> {
    return toStepPageDto(await this.all(actor, taskId), query);
  }

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    audit: 'step.create',
    anonymous: true,
    summary: 'Execute the next step',
    description: 'Answers when the step is done. A task whose last step is done may be continued.',
    returns: StepDto,
  })
  async execute(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @Body() body: InputDto,
  ): Promise<StepDto> {
    return toStepDto(taskId, await this.steps.step(actor, taskId, toStepRequest(body)));
  }

  @Get(':step_id')
  @Endpoint({ permission: 'tasks:read', anonymous: true, summary: 'Get a step', returns: StepDto })
  async get(
    @CurrentActor() actor: Actor,
    @TaskId() taskId: string,
    @Param('step_id') id: string,
  ): Promise<StepDto> {
    const step = (await this.all(actor, taskId)).find(({ step_id }) => step_id === id.toLowerCase());
    if (!step) throw new NotFoundError('step', id);
    return step;
  }

  private async all(actor: Actor, taskId: string): Promise<StepDto[]> {
    const turns = await this.tasks.turns(actor, taskId);
    return toStepDtos(await this.tasks.get(actor, taskId), turns);
  }
}
