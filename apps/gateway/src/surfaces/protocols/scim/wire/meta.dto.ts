import { DateField, EnumField, IntField, StringField } from '@muster/platform';

const RESOURCE_TYPES = ['User', 'Group', 'ServiceProviderConfig', 'ResourceType', 'Schema'] as const;
type ResourceType = (typeof RESOURCE_TYPES)[number];

export class MetaDto {
  @EnumField(RESOURCE_TYPES, { optional: true }) resourceType?: ResourceType;
  @DateField({ optional: true }) created?: Date;
  @DateField({ optional: true }) lastModified?: Date;
  @StringField({ optional: true }) location?: string;
}

/** What goes around the resources of a list. */
export class ScimListDto {
  @StringField({ each: true }) schemas: string[];
  @IntField() totalResults: number;
  @IntField() startIndex: number;
  @IntField() itemsPerPage: number;
}

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

export const toScimList = <R>(
  resources: R[],
  total: number,
  startIndex = 1,
): ScimListDto & { Resources: R[] } => ({
  schemas: [LIST],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});

interface Dated {
  id: string;
  createdAt: Date;
  updatedAt: Date;
}

export const locationOf = (base: string, type: 'User' | 'Group', id: string): string =>
  `${base}/${type}s/${id}`;

export const toMeta = (
  base: string,
  resourceType: 'User' | 'Group',
  { id, createdAt, updatedAt }: Dated,
): MetaDto => ({
  resourceType,
  created: createdAt,
  lastModified: updatedAt,
  location: locationOf(base, resourceType, id),
});
