import { Controller, Get, Post } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import { Surface } from '../../../surfaces';
import { ScimErrorDto } from '../scim.filter';
import { ScimEndpoint } from '../wire/scim-endpoint';

/** What RFC 7644 leaves to providers and this one does not do: clients that try learn it by status 501. */
@Surface('scim')
@Controller('scim/v2')
export class UnsupportedController {
  @Post('Bulk')
  @ScimEndpoint({
    permission: 'scim:write',
    audit: false,
    summary: 'Not supported',
    status: 501,
    returns: ScimErrorDto,
  })
  bulk(): void {
    throw notSupported('Bulk operations are not supported');
  }

  @Post('.search')
  @ScimEndpoint({
    permission: 'scim:read',
    audit: false,
    summary: 'Not supported',
    status: 501,
    returns: ScimErrorDto,
  })
  search(): void {
    throw notSupported('Ask for users or for groups: /Users/.search, /Groups/.search');
  }

  @Get('Me')
  @ScimEndpoint({
    permission: 'scim:read',
    summary: 'Not supported',
    status: 501,
    returns: ScimErrorDto,
  })
  me(): void {
    throw notSupported('A credential here stands for an identity provider, not for a user');
  }
}

const notSupported = (message: string): DomainError =>
  new DomainError('invalid', message, { reason: 'not_supported' });
