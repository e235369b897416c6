import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ForbiddenError, HttpSettings } from '@muster/platform';
import { OriginSettings } from '../origin.settings';

/**
 * Tells pages of this origin, and those that CORS_ORIGINS lists by name, from all others. Where a browser adds the
 * credential by itself it must not do so for just any page.
 */
@Injectable()
export class OwnPages {
  private readonly origins: ReadonlySet<string>;

  constructor({ corsOrigins }: HttpSettings, { publicUrl }: OriginSettings) {
    this.origins = new Set([...corsOrigins, ...(publicUrl ? [publicUrl] : [])]);
  }

  /** Programs, which name no origin, are no pages at all. What browsers say of the site no page can make them say. */
  isForeign({ headers, host }: Request): boolean {
    const { origin, 'sec-fetch-site': site } = headers;
    if (origin !== undefined && this.origins.has(origin)) return false;
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    return origin !== undefined && hostOf(origin) !== host.toLowerCase();
  }

  /** For whatever changes something or stays open. Throws `ForbiddenError`. */
  require(request: Request): void {
    if (this.isForeign(request)) throw new ForbiddenError('Pages of other origins may not do this');
  }
}

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;
