import { EnumField, IntField, StringField } from '@muster/platform';
import { SCIM_PAGE, type ScimQuery } from '@muster/identity';

const SORT_ORDERS = ['ascending', 'descending'] as const;
type SortOrder = (typeof SORT_ORDERS)[number];

const MAX_FILTER = 8_000;
const MAX_NAMES = 4_000;

/** Which attributes of a resource are shown. */
export class AttributesDto {
  @StringField({ max: MAX_NAMES, optional: true, about: 'Only these, separated by commas' })
  attributes?: string;
  @StringField({ max: MAX_NAMES, optional: true, about: 'All but these, separated by commas' })
  excludedAttributes?: string;
}

export class ScimQueryDto extends AttributesDto implements ScimQuery {
  @StringField({ max: MAX_FILTER, optional: true }) filter?: string;
  @StringField({ max: 500, optional: true }) sortBy?: string;
  @EnumField(SORT_ORDERS, { optional: true }) sortOrder?: SortOrder;
  @IntField({ optional: true, about: 'From 1' }) startIndex?: number;
  @IntField({ optional: true, about: `At most ${String(SCIM_PAGE)} at once` }) count?: number;
}

/** The same as a body, for what is too long or too personal for an address. */
export class SearchDto implements ScimQuery {
  @StringField({ each: true, max: 100, optional: true }) schemas?: string[];
  @StringField({ each: true, max: 500, maxItems: 100, optional: true }) attributes?: string[];
  @StringField({ each: true, max: 500, maxItems: 100, optional: true }) excludedAttributes?: string[];
  @StringField({ max: MAX_FILTER, optional: true }) filter?: string;
  @StringField({ max: 500, optional: true }) sortBy?: string;
  @EnumField(SORT_ORDERS, { optional: true }) sortOrder?: SortOrder;
  @IntField({ optional: true }) startIndex?: number;
  @IntField({ optional: true }) count?: number;
}
