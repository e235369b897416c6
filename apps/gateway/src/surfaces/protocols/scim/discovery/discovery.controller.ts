import { Controller, Get, Param, Query } from '@nestjs/common';
import { ForbiddenError, StringField } from '@muster/platform';
import { Surface } from '../../../surfaces';
import { ScimBase } from '../wire/base';
import { toScimList } from '../wire/meta.dto';
import { ScimEndpoint } from '../wire/scim-endpoint';
import { named, toResourceTypes, toSchemas, toServiceProviderConfig } from './discovery.answers';
import {
  ResourceTypeDto,
  ResourceTypeListDto,
  SchemaDto,
  SchemaListDto,
  ServiceProviderConfigDto,
} from './discovery.dto';

class UnfilteredDto {
  @StringField({ optional: true, about: 'Refused: there is nothing to filter' }) filter?: string;
}

@Surface('scim')
@Controller('scim/v2')
export class DiscoveryController {
  @Get('ServiceProviderConfig')
  @ScimEndpoint({
    permission: 'scim:read',
    summary: 'What this provider can do',
    returns: ServiceProviderConfigDto,
  })
  config(@ScimBase() base: string): ServiceProviderConfigDto {
    return toServiceProviderConfig(base);
  }

  @Get('ResourceTypes')
  @ScimEndpoint({
    permission: 'scim:read',
    summary: 'List kinds of resources',
    returns: ResourceTypeListDto,
  })
  resourceTypes(@Query() query: UnfilteredDto, @ScimBase() base: string): ResourceTypeListDto {
    return whole(query, toResourceTypes(base));
  }

  @Get('ResourceTypes/:name')
  @ScimEndpoint({
    permission: 'scim:read',
    summary: 'Get a kind of resource',
    returns: ResourceTypeDto,
  })
  resourceType(@Param('name') name: string, @ScimBase() base: string): ResourceTypeDto {
    return named(toResourceTypes(base), name);
  }

  @Get('Schemas')
  @ScimEndpoint({ permission: 'scim:read', summary: 'List schemas', returns: SchemaListDto })
  schemas(@Query() query: UnfilteredDto, @ScimBase() base: string): SchemaListDto {
    return whole(query, toSchemas(base));
  }

  @Get('Schemas/:name')
  @ScimEndpoint({ permission: 'scim:read', summary: 'Get a schema', returns: SchemaDto })
  schema(@Param('name') name: string, @ScimBase() base: string): SchemaDto {
    return named(toSchemas(base), name);
  }
}

/** RFC 7644 §4: a filter is refused, lest somebody believe it was heeded. */
function whole<T>({ filter }: UnfilteredDto, all: T[]) {
  if (filter !== undefined) throw new ForbiddenError('These resources cannot be filtered');
  return toScimList(all, all.length);
}
