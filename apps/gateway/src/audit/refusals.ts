import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Audit } from '@muster/governance';
import { type Endpoint, type Exchange, Front } from '@muster/platform';
import { AuditedRequest } from './audited-request';

const noted = new WeakSet<Request>();

/** Whatever becomes of this request is in the trail already, or does not belong there. */
export const leaveToOthers = (request: Request): void => {
  noted.add(request);
};

/** Notes that a known caller was refused, by whichever guard. */
@Injectable()
export class Refusals implements OnModuleInit {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly audit: Audit,
    private readonly front: Front,
  ) {}

  onModuleInit(): void {
    this.front.onFinished((request, response, exchange) => {
      this.look(request, response, exchange);
    });
  }

  private look(request: Request, { statusCode }: Response, { endpoint, caller }: Exchange): void {
    if (statusCode === 403 && endpoint && caller && !noted.has(request)) this.note(request, endpoint);
  }

  private note(request: Request, endpoint: Endpoint): void {
    this.audit.record(new AuditedRequest(request, endpoint).refused()).catch((error: unknown) => {
      this.logger.error('a refusal is not in the audit trail', String(error));
    });
  }
}
