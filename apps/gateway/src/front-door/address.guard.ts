import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { IpRulesService } from '@muster/governance';
import { clientAddress, type Endpoint, exchangeOf, ForbiddenError } from '@muster/platform';

/** Turns away addresses that the installation does not serve, before anybody looks at a credential. Health is for probes. */
@Injectable()
export class AddressGuard implements CanActivate {
  constructor(private readonly rules: IpRulesService) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const endpoint = exchangeOf(request).endpoint as Endpoint;
    if (endpoint.limit === 'none' || this.rules.admits(clientAddress(request))) return true;
    throw new ForbiddenError('This address is not served');
  }
}
