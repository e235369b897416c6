import { Body, Controller, Get, Headers, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { TasksService, TaskStepsService } from '@muster/tasks';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { StepDto, StepRequestDto, toStepDto, toStepRequest, toWaitMs } from './steps.dto';

@Surface('steps')
@Controller('api/tasks/:id')
export class StepsController {
  constructor(
    private readonly tasks: TasksService,
    private readonly steps: TaskStepsService,
  ) {}

  @Post()
  @Endpoint({
    permission: 'tasks:write',
    audit: 'step.create',
    summary: 'Run exactly one step, and answer when it is done',
    returns: StepDto,
    idempotent: true,
  })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=0`: do not wait for a running step' })
  async take(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @Body() body: StepRequestDto,
  ): Promise<StepDto> {
    return toStepDto(id, await this.steps.step(actor, id, toStepRequest(body), toWaitMs(prefer)));
  }

  @Get('steps')
  @Endpoint({ permission: 'tasks:read', summary: 'Steps so far, oldest first', returnsList: StepDto })
  async list(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<StepDto[]> {
    return (await this.tasks.turns(actor, id)).map((turn) => toStepDto(id, turn));
  }
}
