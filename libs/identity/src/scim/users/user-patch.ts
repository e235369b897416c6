import type { Filter } from '../filters/filter';
import { demandedBy, meets } from '../filters/filter-match';
import type { PatchOperation } from '../patches/operations';
import { wrong } from '../scim-errors';
import { booleanOf, entryOf, listOf, membersOf, textOf } from '../values';
import type { ProvisionedEmail } from './provisioned-user.entity';
import {
  NAME_PARTS,
  readEmail,
  readEmails,
  readNameParts,
  readRoles,
  readUserName,
  type UserDocument,
  withOnePrimary,
  withoutNulls,
} from './user-document';

type Change = (document: UserDocument, operation: PatchOperation) => UserDocument;

const READ_ONLY = new Set(['id', 'meta', 'groups', 'schemas']);

/** Of RFC 7643, and not kept here: nobody is stopped who sends them. */
const NOT_KEPT = new Set([
  'nickname', 'profileurl', 'title', 'usertype', 'preferredlanguage', 'locale', 'timezone', 'password',
  'phonenumbers', 'ims', 'photos', 'addresses', 'entitlements', 'x509certificates',
]); // prettier-ignore

/** The document after all operations. Throws `InvalidError` with a reason of `ScimType`. */
export const patchUser = (document: UserDocument, operations: readonly PatchOperation[]): UserDocument =>
  operations.reduce((before, operation) => changeOf(operation)(before, operation), document);

const CHANGES: Record<string, Change> = {
  username: (document, { kind, value }) => {
    if (kind === 'remove') throw wrong('mutability', 'userName cannot be removed');
    return { ...document, userName: readUserName(value) };
  },
  externalid: (document, operation) => ({ ...document, externalId: said(operation, 'externalId') }),
  displayname: (document, operation) => ({ ...document, displayName: said(operation, 'displayName') }),
  active: (document, { kind, value }) => {
    if (kind === 'remove') throw wrong('mutability', 'active cannot be removed');
    return { ...document, active: booleanOf(value, 'active') };
  },
  name: patchName,
  emails: (document, operation) => ({
    ...document,
    emails: withOnePrimary(patchEmails(document.emails, operation)),
  }),
  // What somebody may do is not taken away by saying nothing.
  roles: (document, { kind, value }) =>
    kind === 'remove' ? document : { ...document, roles: readRoles(value) },
};

function changeOf({ path, explicit }: PatchOperation): Change {
  const { attribute } = path;
  const known = entryOf(CHANGES, attribute);
  if (known) return known;
  if (explicit && READ_ONLY.has(attribute)) throw wrong('mutability', `${attribute} cannot be changed`);
  if (!explicit || NOT_KEPT.has(attribute) || attribute.startsWith('urn:')) return (document) => document;
  throw wrong('invalidPath', `There is no attribute ${attribute.slice(0, 100)}`);
}

const said = ({ kind, value }: PatchOperation, name: string): string | null =>
  kind === 'remove' ? null : textOf(value, name);

function patchName(document: UserDocument, operation: PatchOperation): UserDocument {
  const { kind, path, value } = operation;
  if (path.sub === undefined)
    return {
      ...document,
      name: kind === 'remove' ? {} : withoutNulls({ ...document.name, ...readNameParts(value) }),
    };
  const part = entryOf(NAME_PARTS, path.sub);
  if (!part) throw wrong('invalidPath', `There is no attribute name.${path.sub.slice(0, 100)}`);
  return {
    ...document,
    name: withoutNulls({ ...document.name, [part]: said(operation, `name.${part}`) }),
  };
}

function patchEmails(emails: readonly ProvisionedEmail[], operation: PatchOperation): ProvisionedEmail[] {
  const { kind, path, value } = operation;
  if (path.filter) return patchChosen(emails, path.filter, operation);
  if (path.sub !== undefined) return patchParts(emails, () => true, operation);
  if (kind === 'replace') return readEmails(value);
  // Some name what to remove in the value.
  if (kind === 'remove')
    return value === undefined || value === null ? [] : without(emails, readEmails(value));
  const added = readEmails(value);
  const others = added.some(({ primary }) => primary) ? emails.map(secondary) : emails;
  return [...without(others, added), ...added];
}

function patchChosen(
  emails: readonly ProvisionedEmail[],
  filter: Filter,
  operation: PatchOperation,
): ProvisionedEmail[] {
  const chosen = (email: ProvisionedEmail): boolean => meets({ ...email }, filter);
  if (emails.some(chosen)) return patchParts(emails, chosen, operation);
  if (operation.kind === 'remove') return [...emails];
  // Many set `emails[type eq "work"].value` of somebody who has none yet.
  const demanded = demandedBy(filter);
  if (!demanded) throw wrong('noTarget', 'No e-mail address meets the filter of the path');
  return [...emails, readEmail({ ...demanded, ...partsOf(operation) })];
}

function patchParts(
  emails: readonly ProvisionedEmail[],
  chosen: (email: ProvisionedEmail) => boolean,
  operation: PatchOperation,
): ProvisionedEmail[] {
  const { kind, path } = operation;
  if (kind === 'remove' && path.sub === undefined) return emails.filter((email) => !chosen(email));
  const parts = kind === 'remove' ? { [path.sub ?? '']: null } : partsOf(operation);
  const becomesPrimary = 'primary' in parts && booleanOf(parts.primary ?? false, 'emails.primary');
  return emails.map((email) => {
    if (!chosen(email)) return becomesPrimary ? secondary(email) : email;
    return readEmail({ ...email, ...parts });
  });
}

function partsOf({ path, value }: PatchOperation): Record<string, unknown> {
  if (path.sub !== undefined) return { [path.sub]: value };
  const [only] = listOf(value, 'emails', 1);
  return Object.fromEntries(membersOf(typeof only === 'string' ? { value: only } : only, 'emails'));
}

const secondary = ({ primary: _, ...email }: ProvisionedEmail): ProvisionedEmail => email;

/** Without those addresses of the same type. */
const without = (
  emails: readonly ProvisionedEmail[],
  others: readonly ProvisionedEmail[],
): ProvisionedEmail[] =>
  emails.filter(
    ({ value, type }) =>
      !others.some(
        (other) =>
          other.value.toLowerCase() === value.toLowerCase() &&
          (other.type === undefined || other.type === type),
      ),
  );
