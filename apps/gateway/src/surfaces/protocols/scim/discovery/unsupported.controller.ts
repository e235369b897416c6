import { Controller, Get, Post } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { SCIM_JSON, ScimErrorDto } from '../scim.filter';

/** What RFC 7644 leaves to providers and this one does not do: clients that try learn it by status 501. */
@Surface('scim')
@Controller('scim/v2')
export class UnsupportedController {
  @Post('Bulk')
  @Endpoint({
    permission: 'scim:write',
    audit: false,
    summary: 'Not supported',
    status: 501,
    produces: SCIM_JSON,
    returns: ScimErrorDto,
  })
  bulk(): void {
    throw notSupported('Bulk operations are not supported');
  }

  @Post('.search')
  @Endpoint({
    permission: 'scim:read',
    audit: false,
    summary: 'Not supported',
    status: 501,
    produces: SCIM_JSON,
    returns: ScimErrorDto,
  })
  search(): void {
    throw notSupported('Ask for users or for groups: /Users/.search, /Groups/.search');
  }

  @Get('Me')
  @Endpoint({
    permission: 'scim:read',
    summary: 'Not supported',
    status: 501,
    produces: SCIM_JSON,
    returns: ScimErrorDto,
  })
  me(): void {
    throw notSupported('A credential here stands for an identity provider, not for a user');
  }
}

const notSupported = (message: string): DomainError =>
  new DomainError('invalid', message, { reason: 'not_supported' });
