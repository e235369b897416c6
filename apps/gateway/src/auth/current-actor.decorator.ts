import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { exchangeOf } from '@muster/platform';
import type { Request } from 'express';

/** Who is asking: an `Actor` on every route that is not public. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => exchangeOf(context.switchToHttp().getRequest<Request>()).caller,
);
