import type { Filter } from '../filters/filter';
import type { PatchOperation } from '../patches/operations';
import { wrong } from '../scim-errors';
import { entryOf, textOf } from '../values';
import { readDisplayName, readMembers } from './group-document';

/** What a PATCH comes to, whoever is in the group now. */
export interface GroupChange {
  displayName?: string;
  externalId?: string | null;
  /** Nobody stays who is not among `added`. */
  emptied: boolean;
  added: Set<string>;
  removed: Set<string>;
}

type Step = (change: GroupChange, operation: PatchOperation) => void;

const READ_ONLY = new Set(['id', 'meta', 'schemas']);

/** All operations in their order. Throws `InvalidError` with a reason of `ScimType`. */
export function changeOfGroup(operations: readonly PatchOperation[]): GroupChange {
  const change: GroupChange = { emptied: false, added: new Set(), removed: new Set() };
  for (const operation of operations) stepOf(operation)(change, operation);
  return change;
}

const STEPS: Record<string, Step> = {
  displayname: (change, { kind, value }) => {
    if (kind === 'remove') throw wrong('mutability', 'displayName cannot be removed');
    change.displayName = readDisplayName(value);
  },
  externalid: (change, { kind, value }) => {
    change.externalId = kind === 'remove' ? null : textOf(value, 'externalId');
  },
  members: (change, operation) => {
    const { kind, path, value } = operation;
    if (path.sub !== undefined && path.filter) throw wrong('mutability', 'A member is added or removed');
    if (kind === 'remove') return removeMembers(change, operation);
    if (path.filter) throw wrong('invalidPath', 'Members are added by members, without a filter');
    if (kind === 'replace') empty(change);
    for (const id of readMembers(value)) {
      change.added.add(id);
      change.removed.delete(id);
    }
  },
};

function stepOf({ path, explicit }: PatchOperation): Step {
  const { attribute } = path;
  const known = entryOf(STEPS, attribute);
  if (known) return known;
  if (explicit && READ_ONLY.has(attribute)) throw wrong('mutability', `${attribute} cannot be changed`);
  if (!explicit || attribute.startsWith('urn:')) return () => undefined;
  throw wrong('invalidPath', `There is no attribute ${attribute.slice(0, 100)}`);
}

function removeMembers(change: GroupChange, { path, value }: PatchOperation): void {
  if (!path.filter && (value === undefined || value === null)) return empty(change);
  // Some name whom to remove in the value.
  for (const id of path.filter ? chosenBy(path.filter) : readMembers(value)) {
    change.added.delete(id);
    change.removed.add(id);
  }
}

function empty(change: GroupChange): void {
  change.emptied = true;
  change.added.clear();
  change.removed.clear();
}

/** `value eq "…"`, or several of them joined by `or`. */
function chosenBy(filter: Filter): string[] {
  if (filter.kind === 'or') return filter.parts.flatMap(chosenBy);
  if (filter.kind === 'compare' && filter.path === 'value' && filter.operator === 'eq')
    return readMembers(filter.value);
  throw wrong('invalidFilter', 'Members are chosen by value eq');
}
