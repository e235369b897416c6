import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { IntField, StringField, UuidParam } from '@muster/platform';
import { ApprovalsService } from '@muster/runs';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  ApprovalDecisionDto,
  RunApprovalDto,
  RunApprovalPageDto,
  toRunApprovalDto,
  toRunApprovalPageDto,
} from './runs.dto';
import { scopeOf } from './scope';

export class ApprovalListQueryDto {
  @StringField({ max: 200, optional: true }) cursor?: string;
  @IntField({ min: 1, max: 200, optional: true, default: 50 }) limit = 50;
}

@Surface('platform')
@Controller('api/v1/runs/:id/approvals')
export class RunApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @Get()
  @Endpoint({
    permission: 'runs:read',
    summary: 'List what a run has asked for',
    returns: RunApprovalPageDto,
  })
  async list(
    @CurrentActor() actor: Actor,
    @UuidParam('id') runId: string,
    @Query() query: ApprovalListQueryDto,
  ): Promise<RunApprovalPageDto> {
    return toRunApprovalPageDto(await this.approvals.list(scopeOf(actor), { runId, ...query }));
  }

  @Post(':approval_id')
  @Endpoint({
    permission: 'runs:write',
    audit: 'approval.decide',
    summary: 'Approve or reject',
    returns: RunApprovalDto,
  })
  async decide(
    @CurrentActor() actor: Actor,
    @UuidParam('id') runId: string,
    @UuidParam('approval_id') id: string,
    @Body() body: ApprovalDecisionDto,
  ): Promise<RunApprovalDto> {
    return toRunApprovalDto(
      await this.approvals.decide({ ...scopeOf(actor, 'write'), runId }, actor.userId, id, body),
    );
  }
}
