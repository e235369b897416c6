import { SCIM_PAGE } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { GROUP_SCHEMA } from '../groups/groups.dto';
import { USER_SCHEMA } from '../users/users.dto';
import type { ResourceTypeDto, SchemaDto, ServiceProviderConfigDto } from './discovery.dto';
import { SCHEMAS, type SchemaText } from './schemas';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

export const toServiceProviderConfig = (base: string): ServiceProviderConfigDto => ({
  schemas: [`${CORE}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: SCIM_PAGE },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'An API key or client token with the scopes scim:read and scim:write',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const RESOURCE_TYPES = [
  { name: 'User', endpoint: '/Users', description: 'A member of the organization', schema: USER_SCHEMA },
  { name: 'Group', endpoint: '/Groups', description: 'A group of members', schema: GROUP_SCHEMA },
];

export const toResourceTypes = (base: string): ResourceTypeDto[] =>
  RESOURCE_TYPES.map((type) => ({
    schemas: [`${CORE}:ResourceType`],
    id: type.name,
    ...type,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  }));

export const toSchemas = (base: string): SchemaDto[] => SCHEMAS.map((schema) => toSchemaDto(schema, base));

const toSchemaDto = (schema: SchemaText, base: string): SchemaDto => ({
  schemas: [`${CORE}:Schema`],
  ...schema,
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
});

/** Throws `NotFoundError`. */
export function named<T extends { id: string }>(all: readonly T[], id: string): T {
  const found = all.find((one) => one.id === id);
  if (!found) throw new NotFoundError('resource');
  return found;
}
