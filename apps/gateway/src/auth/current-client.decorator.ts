import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { Client } from '@muster/identity';
import type { Request } from 'express';

/** From where somebody signs in. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const { ip, headers } = context.switchToHttp().getRequest<Request>();
  return { ipAddress: ip, userAgent: headers['user-agent'] };
});
