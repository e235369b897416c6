import { Controller, Get, Header, Redirect, Req, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { buildInfo } from '@muster/platform';
import type { Request, Response } from 'express';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { HealthAnswers } from './health.answers';
import { HealthDto, ReadinessDto, toVersionText } from './health.dto';

@Controller()
@Surface('shared')
export class HealthController {
  constructor(private readonly answers: HealthAnswers) {}

  @Get(['health', 'api/v1/health'])
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'Is the service up',
    returns: HealthDto,
    produces: 'text/plain',
  })
  health(@Req() request: Request, @Res({ passthrough: true }) response: Response): HealthDto | string {
    return this.answers.health(request, response);
  }

  @Get(['health/live', 'api/v1/health/live'])
  @Endpoint({ permission: 'public', limit: 'none', summary: 'Is the process alive', returns: HealthDto })
  live(): HealthDto {
    return this.answers.live();
  }

  @Get(['health/ready', 'api/v1/health/ready'])
  @Endpoint({ permission: 'public', limit: 'none', summary: 'Can it do its work', returns: ReadinessDto })
  @ApiResponse({ status: 503, description: 'Not now', type: ReadinessDto })
  ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessDto> {
    return this.answers.ready(response);
  }

  @Get(['metrics', 'api/v1/metrics'])
  @Endpoint({ permission: 'public', limit: 'none', summary: 'Prometheus metrics', produces: 'text/plain' })
  metrics(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<string> {
    return this.answers.exposition(request, response);
  }

  @Get('version')
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'Version of the product',
    produces: 'text/plain',
  })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  version(): string {
    return toVersionText(buildInfo());
  }

  @Get()
  @Endpoint({
    permission: 'public',
    limit: 'none',
    summary: 'To the documentation',
    status: 302,
    produces: 'text/plain',
  })
  @Redirect('/docs')
  root(): void {
    return undefined;
  }
}
