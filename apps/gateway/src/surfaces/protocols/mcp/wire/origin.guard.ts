import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { validateHostHeader } from '@modelcontextprotocol/server';
import type { Request } from 'express';
import { isIP } from 'node:net';
import { ForbiddenError, HttpSettings } from '@muster/platform';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Keeps web pages out that have a browser talk to a Muster near it under a name of their own (DNS rebinding). Pages
 * may call from this machine, or from an origin that CORS_ORIGINS lists; what arrives over the loopback interface must
 * call the machine by a name for it, unless a proxy stands in front.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly origins: ReadonlySet<string>;
  private readonly hosts: string[];
  private readonly isBehindProxy: boolean;

  constructor({ corsOrigins, trustProxy }: HttpSettings) {
    const listed = corsOrigins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin));
    this.origins = new Set(listed.map(({ origin }) => origin));
    this.hosts = [...LOOPBACK, ...listed.map(({ hostname }) => hostname)];
    this.isBehindProxy = trustProxy !== 'off';
  }

  canActivate(context: ExecutionContext): boolean {
    const { headers, socket } = context.switchToHttp().getRequest<Request>();
    if (headers.origin !== undefined && !this.mayCallFrom(headers.origin))
      throw new ForbiddenError(
        `pages from ${headers.origin} may not call; CORS_ORIGINS lists those that may`,
      );
    const isNear = !this.isBehindProxy && isLoopback(socket.localAddress);
    if (isNear && !validateHostHeader(headers.host, this.hosts).ok)
      throw new ForbiddenError(
        `not known here as ${headers.host}; set TRUST_PROXY, or list its origin in CORS_ORIGINS`,
      );
    return true;
  }

  private mayCallFrom(origin: string): boolean {
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    return LOOPBACK.includes(url.hostname) || this.origins.has(url.origin);
  }
}

const isLoopback = (address = ''): boolean => {
  const plain = address.replace(/^::ffff:/, '');
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1';
};
