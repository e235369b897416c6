import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { Visitor } from '@muster/identity';
import { clientAddress } from '@muster/platform';
import type { Request } from 'express';
import { credentialOf } from '../../auth/credentials';
import { planCookieOf } from '../../auth/plan-cookie';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/** Who stands at the door, and from where they come. Pages always say that they are; programs do not. */
export const PlanVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const request = context.switchToHttp().getRequest<Request>();
  const { headers, socket } = request;
  const ip = clientAddress(request);
  const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return {
    ipAddress: ip,
    userAgent: headers['user-agent'],
    credential: credentialOf(request, 'rest') ?? planCookieOf(request),
    onThisMachine: !proxied && LOOPBACK.test(ip ?? '') && LOOPBACK.test(socket.remoteAddress ?? ''),
    fromPage: headers.origin !== undefined || headers['sec-fetch-site'] !== undefined,
  };
});
