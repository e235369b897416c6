import { wrong } from '../scim-errors';
import { listOf, membersOf, type Sent, textOf } from '../values';

/** What an identity provider says of a group. */
export interface GroupDocument {
  displayName: string;
  externalId: string | null;
  /** Ids of people. */
  members: string[];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A whole resource; what it does not say is not there. Throws `InvalidError` with reason `invalidValue`. */
export function readGroup(resource: Sent): GroupDocument {
  const members = membersOf(resource, 'the resource');
  return {
    displayName: readDisplayName(members.get('displayname')),
    externalId: textOf(members.get('externalid'), 'externalId'),
    members: readMembers(members.get('members')),
  };
}

export function readDisplayName(value: unknown): string {
  const text = textOf(value, 'displayName');
  if (text === null) throw wrong('invalidValue', 'displayName is required');
  return text;
}

/** Ids of people, each once, however they are wrapped. */
export function readMembers(value: unknown): string[] {
  return [...new Set(listOf(value, 'members').map(readMember))];
}

function readMember(value: unknown): string {
  const members = membersOf(typeof value === 'string' ? { value } : value, 'members');
  if (String(members.get('type') ?? 'User').toLowerCase() === 'group')
    throw wrong('invalidValue', 'Groups cannot be members of groups');
  const id = idOf(members);
  if (!UUID.test(id)) throw unknownMember(id);
  return id;
}

/** Some say only where the user is found. */
function idOf(members: Map<string, unknown>): string {
  const id = members.get('value') ?? members.get('$ref');
  return typeof id === 'string' ? id.slice(id.lastIndexOf('/') + 1).toLowerCase() : '';
}

export const unknownMember = (id: string) =>
  wrong('invalidValue', `members: there is no user ${id.slice(0, 100)}`);
