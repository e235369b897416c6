import { groupKey } from '../../groups/group-names';
import type { Filter } from '../filters/filter';
import { filterSql, type SqlAttribute, type SqlAttributes } from '../filters/filter-sql';
import { idAttribute, textAttribute, timeAttribute } from '../filters/sql-attributes';
import type { SqlValues } from '../filters/sql-values';

const members: SqlAttribute = {
  ...idAttribute(
    (id) => `g.id IN (SELECT group_id FROM group_member WHERE user_id = ${id} AND org_id = $1)`,
    'EXISTS (SELECT FROM group_member one WHERE one.group_id = g.id)',
  ),
  some: (part: Filter, values: SqlValues): string => filterSql(part, { value: members }, values),
};

/** What lists of groups can be filtered and sorted by; $1 is the organization. */
export const GROUP_ATTRIBUTES: SqlAttributes = {
  id: { ...idAttribute((id) => `g.id = ${id}`, 'true'), order: 'g.id' },
  displayname: textAttribute('g.display_name', {
    key: groupKey,
    find: (value) => `g.name_key = ${value}`,
  }),
  externalid: textAttribute('g.external_id', {
    exact: true,
    find: (value) => `(g.external_id = ${value}) IS TRUE`,
  }),
  members,
  'members.value': members,
  'meta.created': timeAttribute('g.created_at'),
  'meta.lastmodified': timeAttribute('g.updated_at'),
};
