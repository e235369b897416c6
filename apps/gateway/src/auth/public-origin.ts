import { Injectable } from '@nestjs/common';
import { InvalidError } from '@muster/platform';
import type { Request } from 'express';
import { OriginSettings } from './origin.settings';

const LONGEST = 2_048;

/** Under which origin the gateway is reached, for addresses that it hands out. */
@Injectable()
export class PublicOrigin {
  constructor(private readonly settings: OriginSettings) {}

  of(request: Request): string {
    return this.settings.publicUrl ?? new URL(`${request.protocol}://${request.host}`).origin;
  }

  /**
   * The address that a browser is to be sent back to. Throws `InvalidError` unless it is here or on an origin that the
   * operator listed.
   */
  returnAddress(request: Request, wanted = '/'): string {
    const origin = this.of(request);
    // Browsers drop such characters, and read a backslash as a slash: what they make of it must be what is checked.
    const plain = wanted.length <= LONGEST && !/[\p{Cc}\\#]/u.test(wanted);
    const url = plain ? URL.parse(wanted, origin) : null;
    if (url && [origin, ...this.settings.returnOrigins].includes(url.origin)) return url.href;
    throw new InvalidError('Validation failed', {
      return_to: 'must be a path here, or an address on an origin that the installation lists, without #',
    });
  }
}
