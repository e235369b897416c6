import { normaliseLogin } from '../../accounts/account-fields';
import type { Filter } from '../filters/filter';
import { filterSql, type SqlAttribute, type SqlAttributes } from '../filters/filter-sql';
import { booleanAttribute, idAttribute, textAttribute, timeAttribute } from '../filters/sql-attributes';
import { DISPLAY_NAME, EMAILS, NAME, ROLE, UPDATED_AT } from './user-rows';

const unprovisioned = (userId: string): string =>
  `NOT EXISTS (SELECT FROM provisioned_user q WHERE q.user_id = ${userId} AND q.org_id = $1)`;

/** What the account says counts where no identity provider has said anything. Both sides are found by an index. */
const provisionedOr = (column: string, comparison: (value: string) => string) => (value: string) =>
  `m.user_id IN (
    SELECT user_id FROM provisioned_user WHERE org_id = $1 AND ${column} ${comparison(value)}
    UNION ALL SELECT id FROM app_user a WHERE a.email = ${value}::text AND ${unprovisioned('a.id')})`;

const userName = textAttribute('coalesce(p.user_name_key, u.email)', {
  key: normaliseLogin,
  find: provisionedOr('user_name_key', (value) => `= ${value}`),
});

/** Parts of one address, which is `one`. */
const EMAIL_PARTS: SqlAttributes = {
  value: textAttribute(`one->>'value'`),
  type: textAttribute(`one->>'type'`),
  display: textAttribute(`one->>'display'`),
  primary: booleanAttribute(`coalesce((one->>'primary')::boolean, false)`),
};

const someEmail = (condition: string): string =>
  `EXISTS (SELECT FROM jsonb_array_elements(${EMAILS}) AS one WHERE ${condition})`;

const hasAddress = provisionedOr('email_keys', (value) => `@> ARRAY[${value}::text]`);

/** Which address is asked for makes it a matter of an index; what else is said of it is checked behind that. */
const addressOf = (part: Filter): string | undefined => {
  if (part.kind === 'and') return part.parts.map(addressOf).find((address) => address !== undefined);
  const asked = part.kind === 'compare' && part.path === 'value' && part.operator === 'eq';
  return asked && typeof part.value === 'string' ? part.value : undefined;
};

/** One address of somebody. */
const emailPart = (name: string): SqlAttribute => ({
  condition(comparison, values) {
    if (comparison.operator === 'ne')
      return `NOT (${this.condition({ ...comparison, operator: 'eq' }, values)})`;
    if (comparison.value === null && comparison.operator !== 'pr')
      return `NOT (${this.condition({ ...comparison, operator: 'pr' }, values)})`;
    return emails.some?.({ ...comparison, path: name }, values) ?? 'false';
  },
});

const emails: SqlAttribute = {
  ...emailPart('value'),
  some(part, values) {
    const condition = someEmail(filterSql(part, EMAIL_PARTS, values));
    const address = addressOf(part);
    if (address === undefined) return condition;
    return `(${hasAddress(values.add(normaliseLogin(address)))} AND ${condition})`;
  },
};

const role = textAttribute(ROLE);
const groups = idAttribute(
  (id) => `m.user_id IN (SELECT user_id FROM group_member WHERE group_id = ${id} AND org_id = $1)`,
  'EXISTS (SELECT FROM group_member g WHERE g.user_id = m.user_id AND g.org_id = m.org_id)',
);

const namePart = (part: string): SqlAttribute => textAttribute(`(${NAME})->>'${part}'`);

/** What lists of people can be filtered and sorted by; $1 is the organization. */
export const USER_ATTRIBUTES: SqlAttributes = {
  id: { ...idAttribute((id) => `m.user_id = ${id}`, 'true'), order: 'm.user_id' },
  username: userName,
  externalid: textAttribute('p.external_id', {
    exact: true,
    find: (value) =>
      `m.user_id IN (SELECT user_id FROM provisioned_user WHERE org_id = $1 AND external_id = ${value})`,
  }),
  displayname: textAttribute(DISPLAY_NAME),
  'name.formatted': namePart('formatted'),
  'name.familyname': namePart('familyName'),
  'name.givenname': namePart('givenName'),
  'name.middlename': namePart('middleName'),
  'name.honorificprefix': namePart('honorificPrefix'),
  'name.honorificsuffix': namePart('honorificSuffix'),
  active: booleanAttribute('m.suspended_at IS NULL'),
  emails,
  'emails.value': emails,
  'emails.type': emailPart('type'),
  roles: role,
  'roles.value': role,
  groups,
  'groups.value': groups,
  'meta.created': timeAttribute('m.created_at'),
  'meta.lastmodified': timeAttribute(UPDATED_AT),
};
