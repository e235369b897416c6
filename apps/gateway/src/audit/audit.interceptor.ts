import { CallHandler, ExecutionContext, Injectable, Logger, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, Observable } from 'rxjs';
import { Audit, type AuditInput, type AuditScope, auditScope } from '@muster/governance';
import { type Endpoint, exchangeOf, toDomainError, UnavailableError } from '@muster/platform';
import { AuditedRequest } from './audited-request';
import { leaveToOthers } from './refusals';
import { isAdministrative } from './administrative';

/**
 * Notes whatever routes change, so that no handler has to. What administrators do is announced before it is done: if
 * that cannot be written, it is not done. Everything else is noted before it is answered.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Audit');

  constructor(private readonly audit: Audit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const endpoint = exchangeOf(request).endpoint;
    if (endpoint?.audit === undefined) return next.handle();
    // The handler's own refusals are noted here.
    leaveToOthers(request);
    const audited = new AuditedRequest(request, endpoint);
    const scope: AuditScope = {
      origin: audited.origin,
      recorded: false,
      tell: (actor, fact) => this.audit.record(audited.part(actor, fact)),
    };
    return from(
      auditScope.run(scope, () => {
        const work = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
        if (endpoint.audit === false) return work();
        return this.noting(audited, endpoint, scope, work, http.getResponse<Response>());
      }),
    );
  }

  private async noting(
    audited: AuditedRequest,
    endpoint: Endpoint,
    scope: AuditScope,
    work: () => Promise<unknown>,
    response: Response,
  ): Promise<unknown> {
    const intent = isAdministrative(endpoint) ? await this.announced(audited.intent()) : undefined;
    try {
      const value = await work();
      const isNews = !scope.recorded && !response.hasHeader('Idempotency-Replayed');
      await this.conclude(intent, isNews ? audited.success(value) : undefined);
      return value;
    } catch (thrown) {
      await this.conclude(intent, audited.failure(toDomainError(thrown)));
      throw thrown;
    }
  }

  private async announced(input: AuditInput): Promise<string> {
    try {
      return await this.audit.begin(input);
    } catch (cause) {
      throw new UnavailableError('The audit trail cannot be written, so nothing was done', {}, { cause });
    }
  }

  /** It has happened: the log tells what the trail cannot. An intent that stays will be told by the sealer. */
  private async conclude(intent: string | undefined, input: AuditInput | undefined): Promise<void> {
    try {
      if (input) await (intent ? this.audit.settle(intent, input) : this.audit.record(input));
      else if (intent) await this.audit.abandon(intent);
    } catch (error) {
      this.logger.error('not in the audit trail', { entry: input, reason: String(error) });
    }
  }
}
