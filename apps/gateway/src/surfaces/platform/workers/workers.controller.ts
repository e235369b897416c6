import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Heartbeats, WorkersService } from '@muster/agents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
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
} from './workers.dto';

@Surface('platform')
@Controller('api/v1/workers')
export class WorkersController {
  constructor(
    private readonly workers: WorkersService,
    private readonly heartbeats: Heartbeats,
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
    return toHeardDto(await this.heartbeats.beat(actor, id, toHeartbeat(body)));
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
