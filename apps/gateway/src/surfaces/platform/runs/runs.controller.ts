import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { ForksService, publicProgram, ReplayRequests, RunsService, StepsService } from '@muster/runs';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  ReplayReportDto,
  RunCancelDto,
  RunCreateDto,
  RunDto,
  RunForkDto,
  RunListQueryDto,
  RunMessageDto,
  RunPageDto,
  StepListQueryDto,
  StepPageDto,
  toRunDto,
  toRunPageDto,
  toStepPageDto,
} from './runs.dto';
import { scopeOf } from './scope';

@Surface('platform')
@Controller('api/v1/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly steps: StepsService,
    private readonly forks: ForksService,
    private readonly replays: ReplayRequests,
  ) {}

  @Get()
  @Endpoint({ permission: 'runs:read', summary: 'List runs, newest first', returns: RunPageDto })
  async list(@CurrentActor() actor: Actor, @Query() query: RunListQueryDto): Promise<RunPageDto> {
    return toRunPageDto(await this.runs.list(scopeOf(actor), { ...query, parentId: query.parent_id }));
  }

  @Post()
  @Endpoint({
    permission: 'runs:write',
    summary: 'Start a run',
    status: 201,
    returns: RunDto,
    idempotent: true,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: RunCreateDto): Promise<RunDto> {
    return toRunDto(
      await this.runs.start(actor, publicProgram(body.program), { ...body, budgetUsd: body.budget_usd }),
    );
  }

  @Get(':id')
  @Endpoint({ permission: 'runs:read', summary: 'Get a run', returns: RunDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RunDto> {
    return toRunDto(await this.runs.get(scopeOf(actor), id));
  }

  @Get(':id/steps')
  @Endpoint({ permission: 'runs:read', summary: 'List recorded steps, oldest first', returns: StepPageDto })
  async listSteps(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: StepListQueryDto,
  ): Promise<StepPageDto> {
    return toStepPageDto(await this.steps.list(scopeOf(actor), id, query), query.limit);
  }

  @Post(':id/cancel')
  @Endpoint({ permission: 'runs:write', summary: 'Cancel a run and everything below it', returns: RunDto })
  async cancel(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RunCancelDto,
  ): Promise<RunDto> {
    return toRunDto(await this.runs.cancel(scopeOf(actor, 'write'), id, body.reason));
  }

  @Post(':id/pause')
  @Endpoint({ permission: 'runs:write', summary: 'Pause a run before its next step', returns: RunDto })
  async pause(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RunDto> {
    return toRunDto(await this.runs.pause(scopeOf(actor, 'write'), id));
  }

  @Post(':id/resume')
  @Endpoint({ permission: 'runs:write', summary: 'Let a paused run go on', returns: RunDto })
  async resume(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RunDto> {
    return toRunDto(await this.runs.resume(scopeOf(actor, 'write'), id));
  }

  @Post(':id/messages')
  @Endpoint({
    permission: 'runs:write',
    audit: 'run.message',
    summary: 'Say something to a run',
    returns: RunDto,
    idempotent: true,
  })
  async send(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RunMessageDto,
  ): Promise<RunDto> {
    return toRunDto(await this.runs.send(scopeOf(actor, 'write'), id, 'message', body.message));
  }

  @Post(':id/replay')
  @Endpoint({
    permission: 'runs:read',
    audit: false,
    summary: 'Re-execute the program over its recorded results, without any model or tool call',
    returns: ReplayReportDto,
  })
  replay(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<ReplayReportDto> {
    return this.replays.replay(scopeOf(actor), id);
  }

  @Post(':id/fork')
  @Endpoint({
    permission: 'runs:write',
    summary: 'Start a new run from a recorded step of this one',
    status: 201,
    returns: RunDto,
    idempotent: true,
  })
  async fork(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RunForkDto,
  ): Promise<RunDto> {
    return toRunDto(await this.forks.fork(scopeOf(actor, 'write'), id, body));
  }
}
