import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { WorkersService } from '@muster/agents';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import { toWorkerDto, WorkerDto } from '../../workers/workers.dto';
import { toDecision, WorkerApprovalDto, WorkerListDto } from './workers.dto';

@Surface('platform')
@Controller('api/v1/admin/workers')
export class AdminWorkersController {
  constructor(private readonly workers: WorkersService) {}

  @Get()
  @Endpoint({
    permission: 'organization-workers:read',
    summary: 'List the workers with what they report, newest first',
    returns: WorkerListDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<WorkerListDto> {
    const page = toPage(query);
    return toListDto(await this.workers.list(actor, page), page, toWorkerDto);
  }

  @Patch(':id/approve')
  @Endpoint({
    permission: 'organization-workers:write',
    audit: 'worker.approve',
    summary: 'Let a worker in, or out',
    returns: WorkerDto,
  })
  async approve(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: WorkerApprovalDto,
  ): Promise<WorkerDto> {
    return toWorkerDto(await this.workers.decide(actor, id, toDecision(body)));
  }
}
