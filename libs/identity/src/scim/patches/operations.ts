import { wrong } from '../scim-errors';
import { listOf, membersOf } from '../values';
import type { AttributePath } from '../filters/filter';
import { attributeOf, parsePath } from '../filters/filter-parser';

const KINDS = ['add', 'replace', 'remove'] as const;

/** One change at one place. */
export interface PatchOperation {
  readonly kind: (typeof KINDS)[number];
  readonly path: AttributePath;
  readonly value: unknown;
  /** The path was said, so that it must mean something. Without one the names in the value are the paths. */
  readonly explicit: boolean;
}

const MAX_OPERATIONS = 1_000;

/**
 * The operations of a PATCH, each with a path. Names may be in any case, and those of a value without path may be
 * paths themselves. Throws `InvalidError`: reasons `invalidSyntax`, `invalidPath`, `invalidFilter`, `noTarget`.
 */
export function readOperations(body: unknown): PatchOperation[] {
  const operations = membersOf(body, 'the body').get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw wrong('invalidSyntax', 'Operations must be a list of at least one operation');
  return listOf(operations, 'Operations', MAX_OPERATIONS).flatMap(readOperation);
}

function readOperation(sent: unknown): PatchOperation[] {
  const members = membersOf(sent, 'an operation');
  const kind = KINDS.find((one) => one === String(members.get('op')).toLowerCase());
  if (!kind) throw wrong('invalidSyntax', `op must be one of ${KINDS.join(', ')}`);
  const path = members.get('path');
  const value = members.get('value');
  if (kind !== 'remove' && value === undefined) throw wrong('invalidValue', `${kind} needs a value`);
  if (path !== undefined && path !== null && path !== '')
    return [{ kind, path: parsePath(pathText(path)), value, explicit: true }];
  if (kind === 'remove') throw wrong('noTarget', 'remove needs a path');
  return [...Object.entries(objectOf(value))].flatMap(([name, part]) => named(kind, name, part));
}

function named(kind: PatchOperation['kind'], name: string, value: unknown): PatchOperation[] {
  if (!name.includes('[') && attributeOf(name) === undefined) return [];
  return [{ kind, path: parsePath(name), value, explicit: false }];
}

const objectOf = (value: unknown): object => {
  membersOf(value, 'the value of an operation without path');
  return value as object;
};

function pathText(path: unknown): string {
  if (typeof path === 'string') return path;
  throw wrong('invalidPath', 'path must be a text');
}
