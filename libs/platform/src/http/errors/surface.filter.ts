import { ArgumentsHost, Catch, ExceptionFilter, Logger, Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { DomainError } from '../../errors/domain.errors';
import { exchangeOf } from '../exchange';
import { statusOf } from './error-status';
import { toDomainError } from './to-domain-error';

export interface ErrorContext {
  status: number;
  /** Path of the request, without its query. */
  path: string;
  requestId: string;
  timestamp: string;
  /** Where a field that is wrong came from, and its dotted path in pieces: `['body', 'tags', '0']`. */
  locate: (field: string) => string[];
}

/** How one surface words an error. Extend it with the wire class of the body and the function that fills it. */
@Catch()
export abstract class SurfaceFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  /** Wire class of `body`, for the documentation. */
  abstract readonly shape: Type<object>;
  /** Status of an input whose fields are wrong. */
  readonly validationStatus: number = 422;
  /** By reason, where this surface differs from the others. */
  readonly statuses: Readonly<Record<string, number>> = {};

  /** Of the body: JSON, perhaps by another name. */
  readonly mediaType: string = 'application/json';

  /** Some errors are text. */
  readonly plainText: boolean = false;

  abstract body(error: DomainError, context: ErrorContext): object;

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = toDomainError(thrown);
    const { requestId } = exchangeOf(request);
    const path = request.originalUrl.split('?', 1)[0] as string;
    if (error.cause !== undefined && statusOf(error, 400) >= 500)
      this.report(error.cause, request.method, path, requestId);
    // The answer had begun: all that can still be told is that it is not complete.
    if (response.headersSent) return response.writableEnded ? undefined : void response.destroy();
    const status = this.statuses[error.details.reason ?? ''] ?? statusOf(error, this.validationStatus);
    setErrorHeaders(response, error, status);
    const locate = (field: string): string[] => locationOf(field, request);
    response.status(status);
    const context = { status, path, requestId, timestamp: new Date().toISOString(), locate };
    this.write(response, error, context, request);
  }

  /** Status and headers are set. */
  protected write(response: Response, error: DomainError, context: ErrorContext, _request: Request): void {
    response.type(this.mediaType).json(this.body(error, context));
  }

  private report(cause: unknown, method: string, path: string, requestId: string): void {
    this.logger.error(cause instanceof Error ? cause : String(cause), { method, path, requestId });
  }
}

function setErrorHeaders(response: Response, { details }: DomainError, status: number): void {
  if (details.retryAfter !== undefined) response.setHeader('Retry-After', Math.ceil(details.retryAfter));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  // Of the answer that the handler had begun to prepare.
  for (const name of ['Content-Type', 'Content-Length', 'Content-Encoding', 'Content-Disposition'])
    response.removeHeader(name);
}

function locationOf(field: string, { params = {}, query, method }: Request): string[] {
  const parts = field.split('.');
  const root = parts[0] as string;
  if (root in params) return ['path', ...parts];
  if (root in query || method === 'GET' || method === 'DELETE') return ['query', ...parts];
  return root === 'body' ? parts : ['body', ...parts];
}
