import { isEmail } from 'class-validator';
import { normaliseLogin } from '../../accounts/account-fields';
import { wrong } from '../scim-errors';
import { booleanOf, entryOf, listOf, membersOf, type Sent, textOf } from '../values';
import type { ProvisionedEmail, ProvisionedName } from './provisioned-user.entity';
import type { ScimUser } from './user-rows';

/** What an identity provider says of somebody. */
export interface UserDocument {
  userName: string;
  externalId: string | null;
  name: ProvisionedName;
  displayName: string | null;
  emails: ProvisionedEmail[];
  /** Undefined: as it is. */
  active?: boolean;
  /** What it calls their roles; undefined: nothing was said. */
  roles?: string[];
}

const MAX_EMAILS = 20;
const MAX_ROLES = 100;
const MAX_NAME = 255;

/** By their names in lower case. */
export const NAME_PARTS: Readonly<Record<string, keyof ProvisionedName>> = {
  formatted: 'formatted',
  familyname: 'familyName',
  givenname: 'givenName',
  middlename: 'middleName',
  honorificprefix: 'honorificPrefix',
  honorificsuffix: 'honorificSuffix',
};

/** A whole resource; what it does not say is not there. Throws `InvalidError` with reason `invalidValue`. */
export function readUser(resource: Sent): UserDocument {
  const members = membersOf(resource, 'the resource');
  const active = members.get('active');
  const roles = members.get('roles');
  return {
    userName: readUserName(members.get('username')),
    externalId: textOf(members.get('externalid'), 'externalId'),
    name: readName(members.get('name') ?? {}),
    displayName: textOf(members.get('displayname'), 'displayName'),
    emails: readEmails(members.get('emails')),
    ...(active !== undefined && active !== null && { active: booleanOf(active, 'active') }),
    ...(roles !== undefined && roles !== null && { roles: readRoles(roles) }),
  };
}

export const documentOf = ({ userName, externalId, name, displayName, emails }: ScimUser): UserDocument => ({
  userName,
  externalId,
  name,
  displayName,
  emails,
});

export function readUserName(value: unknown): string {
  const text = textOf(value, 'userName');
  if (text === null) throw wrong('invalidValue', 'userName is required');
  return text;
}

/** Only the parts that are said; one that is said to be nothing is null. */
export function readNameParts(value: unknown): Partial<Record<keyof ProvisionedName, string | null>> {
  const said = [...membersOf(value, 'name')].flatMap(([name, part]) => {
    const known = entryOf(NAME_PARTS, name);
    return known ? [[known, textOf(part, `name.${known}`)]] : [];
  });
  return Object.fromEntries(said) as Partial<Record<keyof ProvisionedName, string | null>>;
}

const readName = (value: unknown): ProvisionedName => withoutNulls(readNameParts(value));

export const withoutNulls = (parts: Partial<Record<keyof ProvisionedName, string | null>>): ProvisionedName =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null));

/** Addresses as texts or objects; one at most is the primary one. */
export function readEmails(value: unknown): ProvisionedEmail[] {
  const list = listOf(value, 'emails', MAX_EMAILS).map(readEmail);
  return withOnePrimary(list);
}

export function readEmail(value: unknown): ProvisionedEmail {
  const members = membersOf(typeof value === 'string' ? { value } : value, 'emails');
  const address = textOf(members.get('value'), 'emails.value');
  if (address === null || !isEmail(normaliseLogin(address)))
    throw wrong('invalidValue', 'emails.value must be an e-mail address');
  const type = textOf(members.get('type'), 'emails.type');
  const display = textOf(members.get('display'), 'emails.display');
  const primary = members.get('primary') ?? undefined;
  return {
    value: address,
    ...(type !== null && { type }),
    ...(display !== null && { display }),
    ...(primary !== undefined && { primary: booleanOf(primary, 'emails.primary') }),
  };
}

/** Of several that say so the last one is it. */
export function withOnePrimary(list: readonly ProvisionedEmail[]): ProvisionedEmail[] {
  const chosen = list.findLastIndex(({ primary }) => primary);
  return list.map((email, index) =>
    email.primary && index !== chosen ? { ...email, primary: false } : email,
  );
}

/** Their values, however they are wrapped: `["x"]`, `[{"value": "x"}]`, also as JSON within a text. */
export function readRoles(value: unknown): string[] {
  return listOf(value, 'roles', MAX_ROLES).flatMap((role) => {
    const text = typeof role === 'string' ? unwrapped(role) : membersOf(role, 'roles').get('value');
    const name = textOf(text, 'roles.value');
    return name === null ? [] : [name];
  });
}

function unwrapped(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return membersOf(JSON.parse(text), 'roles').get('value');
  } catch {
    return text;
  }
}

/** Where the person is written to; null: nothing that is said is an address. */
export function mainEmail({ emails, userName }: UserDocument): string | null {
  const chosen = emails.find(({ primary }) => primary) ?? emails[0];
  const address = normaliseLogin(chosen?.value ?? userName);
  return isEmail(address) ? address : null;
}

/** What the person is called. */
export function fullName({ displayName, name, userName }: UserDocument): string {
  const parts = [name.givenName, name.familyName].filter(Boolean).join(' ');
  const full = displayName ?? name.formatted ?? (parts === '' ? userName : parts);
  return full.slice(0, MAX_NAME).toWellFormed();
}
