import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type Actor, Authenticator, JobDoor, JobDoorSettings, type Purpose } from '@muster/identity';
import { HttpSettings, PlatformSettings, SettingsError, UnauthenticatedError } from '@muster/platform';
import { OwnPages } from './own-pages';
import { cookieOf } from '../plan-cookie';

/** The cookie of those who know the password of the job surface. */
export const JOB_COOKIE = 'cpl_session';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const NAMES_OF_THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** People on the job surface who send no credential of an account: from this machine, or with the surface's cookie. */
@Injectable()
export class JobVisitors {
  /** Whether people of this machine need nothing. */
  readonly loopback: boolean;

  constructor(
    private readonly door: JobDoor,
    private readonly authenticator: Authenticator,
    private readonly pages: OwnPages,
    settings: JobDoorSettings,
    http: HttpSettings,
    platform: PlatformSettings,
  ) {
    const exposed = http.trustProxy !== 'off' || platform.environment === 'production';
    if (exposed && settings.loopback)
      throw new SettingsError(['JOBS_LOOPBACK: not possible with TRUST_PROXY or NODE_ENV=production']);
    this.loopback = settings.loopback ?? (!exposed && platform.environment === 'development');
  }

  /** Undefined: nobody who may come in. Throws `ForbiddenError` for what a page of another origin has a browser send. */
  async admit(request: Request, purpose: Purpose = 'use'): Promise<Actor | undefined> {
    if (this.loopback && this.isOfThisMachine(request)) return this.door.actor('loopback');
    const actor = await this.holder(request, purpose);
    if (actor && changesOrStays(request)) this.pages.require(request);
    return actor;
  }

  /** Whose cookie it is; undefined: there is none that holds. */
  async holder(request: Request, purpose: Purpose = 'use'): Promise<Actor | undefined> {
    const token = cookieOf(request, JOB_COOKIE);
    if (!token || !this.door.takesPassword) return undefined;
    try {
      return await this.authenticator.authenticateJobSession(token, purpose);
    } catch (error) {
      if (error instanceof UnauthenticatedError) return undefined;
      throw error;
    }
  }

  /** No proxy between, and no page that a browser fetched from elsewhere, under whatever name it knows this machine. */
  private isOfThisMachine(request: Request): boolean {
    const { headers, socket } = request;
    const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    const near = !proxied && LOOPBACK.test(socket.remoteAddress ?? '');
    return near && NAMES_OF_THIS_MACHINE.test(headers.host ?? '') && !this.pages.isForeign(request);
  }
}

const changesOrStays = ({ method, headers }: Request): boolean =>
  (method !== 'GET' && method !== 'HEAD') || headers.upgrade !== undefined;
