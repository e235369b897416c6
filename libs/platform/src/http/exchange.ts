import type { Request, Response } from 'express';
import type { Endpoint } from './endpoint.decorator';

/** Who is asking, as far as HTTP must know: whose keys and limits these are. */
export interface Caller {
  readonly userId: string;
  readonly orgId: string;
  readonly credential: string;
}

/** What is known about one request while it is served; `exchangeOf(request)` finds it. */
export class Exchange {
  readonly startedAt = performance.now();
  /** The route that serves it; undefined while, or because, none was found. */
  endpoint?: Endpoint;
  caller?: Caller;

  constructor(readonly requestId: string) {}
}

const EXCHANGE = Symbol('exchange');

type Carrier = (Request | Response) & { [EXCHANGE]?: Exchange };

export function beginExchange(request: Request, response: Response, requestId: string): Exchange {
  const exchange = new Exchange(requestId);
  (request as Carrier)[EXCHANGE] = exchange;
  (response as Carrier)[EXCHANGE] = exchange;
  return exchange;
}

export const exchangeOf = (carrier: Request | Response): Exchange =>
  (carrier as Carrier)[EXCHANGE] ?? new Exchange('');
