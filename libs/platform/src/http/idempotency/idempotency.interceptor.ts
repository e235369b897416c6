import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, Observable } from 'rxjs';
import {
  ConflictError,
  DomainError,
  type ErrorCode,
  type ErrorDetails,
  InvalidError,
} from '../../errors/domain.errors';
import { statusOf } from '../errors/error-status';
import { toDomainError } from '../errors/to-domain-error';
import { Caller, exchangeOf } from '../exchange';
import { IdempotencyStore, StoredAnswer } from './idempotency.store';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Failures that another try may mend; the key stays free for it. */
const PASSING = new Set([409, 423, 429]);

interface StoredError {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}

/** Gives a repeated request with the same `Idempotency-Key` the answer of the first. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const key = request.headers['idempotency-key'];
    const { caller } = exchangeOf(request);
    // Anonymous callers share one identity; a key of one must not answer another.
    if (key === undefined || !caller || caller.credential === 'anonymous') return next.handle();
    return from(this.once(String(key), caller, request, http.getResponse<Response>(), next));
  }

  private async once(key: string, caller: Caller, request: Request, response: Response, next: CallHandler) {
    if (!KEY.test(key))
      throw new InvalidError('bad idempotency key', {
        'Idempotency-Key': 'must be 1 to 255 visible ASCII characters',
      });
    const route = `${request.method} ${request.originalUrl}`;
    const claim = await this.store.claim({ caller, key, route, body: request.body });
    switch (claim.outcome) {
      case 'claimed':
        return this.execute(claim.claim, response, next);
      case 'answered':
        return replay(claim.answer, response);
      case 'running':
        throw new ConflictError('A request with this idempotency key is still running', {
          reason: 'idempotency_key_in_use',
          retryAfter: 1,
        });
      case 'other_request':
        throw new InvalidError(
          'This idempotency key was used for another request',
          undefined,
          'idempotency_key_reused',
        );
    }
  }

  private async execute(claim: string, response: Response, next: CallHandler): Promise<unknown> {
    try {
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.store.answer(claim, {
        status: response.statusCode,
        failed: false,
        response: value === undefined ? null : JSON.stringify(value),
      });
      return value;
    } catch (thrown) {
      await this.settleFailure(claim, toDomainError(thrown));
      throw thrown;
    }
  }

  private settleFailure(claim: string, error: DomainError): Promise<void> {
    const status = statusOf(error, 422);
    const passing =
      PASSING.has(status) || status >= 500 || (error.code === 'invalid' && error.details.fields);
    if (passing) return this.store.release(claim);
    const { code, message, details } = error;
    return this.store.answer(claim, {
      status,
      failed: true,
      response: JSON.stringify({ code, message, details } satisfies StoredError),
    });
  }
}

function replay({ status, failed, response: stored }: StoredAnswer, response: Response): unknown {
  response.setHeader('Idempotency-Replayed', 'true');
  const value: unknown = stored === null ? undefined : JSON.parse(stored);
  if (failed) {
    const { code, message, details } = value as StoredError;
    throw new DomainError(code, message, details);
  }
  response.status(status);
  return value;
}
