import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { Client } from '@muster/identity';
import { clientAddress } from '@muster/platform';
import type { Request } from 'express';
import { credentialOf } from './credentials';

/** From where somebody signs in. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const request = context.switchToHttp().getRequest<Request>();
  return {
    ipAddress: clientAddress(request),
    userAgent: request.headers['user-agent'],
    credential: credentialOf(request, 'rest'),
  };
});
