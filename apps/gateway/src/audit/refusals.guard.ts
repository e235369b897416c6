import { CanActivate, ExecutionContext, Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Audit } from '@muster/governance';
import { type Endpoint, exchangeOf } from '@muster/platform';
import { AuditedRequest } from './audited-request';

const noted = new WeakSet<Request>();

/** Whatever becomes of this request is in the trail already, or does not belong there. */
export const leaveToOthers = (request: Request): void => {
  noted.add(request);
};

/** The first guard: notes that a known caller was refused, by whichever guard comes after it. It refuses nobody itself. */
@Injectable()
export class RefusalsGuard implements CanActivate {
  private readonly logger = new Logger('Audit');

  constructor(private readonly audit: Audit) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    response.once('finish', () => {
      const { endpoint, caller } = exchangeOf(request);
      if (response.statusCode === 403 && endpoint && caller && !noted.has(request))
        this.note(request, endpoint);
    });
    return true;
  }

  private note(request: Request, endpoint: Endpoint): void {
    this.audit.record(new AuditedRequest(request, endpoint).refused()).catch((error: unknown) => {
      this.logger.error('a refusal is not in the audit trail', String(error));
    });
  }
}
