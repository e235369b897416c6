import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { Visitor } from '@muster/identity';
import type { Request } from 'express';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/** Who stands at the door, and from where they come. Pages always say that they are; programs do not. */
export const PlanVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const { ip = '', headers, socket } = context.switchToHttp().getRequest<Request>();
  const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return {
    ipAddress: ip,
    userAgent: headers['user-agent'],
    onThisMachine: !proxied && LOOPBACK.test(ip) && LOOPBACK.test(socket.remoteAddress ?? ''),
    fromPage: headers.origin !== undefined || headers['sec-fetch-site'] !== undefined,
  };
});
