import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LiveSettings } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { type Endpoint, exchangeOf, UnavailableError } from '@muster/platform';

const RETRY_SECONDS = 60;

/** During maintenance only administrators of the installation are served, and whoever may turn out to be one. */
@Injectable()
export class MaintenanceGuard implements CanActivate {
  constructor(private readonly live: LiveSettings) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.live.flag('general.maintenance_mode')) return true;
    const { endpoint, caller } = exchangeOf(context.switchToHttp().getRequest<Request>());
    if (isDoor(endpoint as Endpoint) || (caller as Actor | undefined)?.instanceAdmin) return true;
    throw new UnavailableError('Down for maintenance', { retryAfter: RETRY_SECONDS });
  }
}

const isDoor = ({ limit, audit }: Endpoint): boolean =>
  limit === 'none' || (limit !== 'register' && audit !== undefined && String(audit).startsWith('auth.'));
