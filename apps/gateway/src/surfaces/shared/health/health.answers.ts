import { Injectable } from '@nestjs/common';
import { buildInfo, HttpSettings, Metrics, PlatformSettings, Readiness } from '@muster/platform';
import type { Request, Response } from 'express';
import { type HealthDto, type ReadinessDto, toHealthDto } from './health.dto';

/** Answers whose form depends on what the client accepts, or whose status on what was found. */
@Injectable()
export class HealthAnswers {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
    private readonly platform: PlatformSettings,
    private readonly http: HttpSettings,
  ) {}

  /** Clients that name no preference and send no `Accept` at all are those that expect plain text. */
  health(request: Request, response: Response): HealthDto | string {
    response.vary('Accept');
    const json = request.headers.accept !== undefined && request.accepts(this.preference()) !== 'text';
    if (json) return this.live();
    response.type('text/plain');
    return 'OK';
  }

  live(): HealthDto {
    return toHealthDto(buildInfo(), this.platform.environment);
  }

  async ready(response: Response): Promise<ReadinessDto> {
    const { ready, report } = await this.readiness.report();
    response.status(ready ? 200 : 503);
    return report;
  }

  async exposition(request: Request, response: Response): Promise<string> {
    const { type, text } = await this.metrics.expose(request.headers.accept);
    response.setHeader('Content-Type', type);
    return text;
  }

  /** In the order in which they win when the client likes both the same. */
  private preference(): string[] {
    return this.http.healthDefault === 'text' ? ['text', 'json'] : ['json', 'text'];
  }
}
