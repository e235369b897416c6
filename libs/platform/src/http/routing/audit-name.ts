import type { AuditName, Endpoint } from '../endpoint.decorator';

const VERBS: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };

export const changesSomething = (method: string): boolean => method in VERBS;

/**
 * How a route that does not say it is called in the audit trail: `documents:write` on `DELETE` is `document.delete`, on
 * `POST /documents/:id/restore` it is `document.restore`. Undefined where that says nothing: a permission to read, or
 * none of its own.
 */
export function derivedAuditName(
  method: string,
  path: string,
  { permission }: Endpoint,
): AuditName | undefined {
  const [group, grants] = permission.split(':');
  const verb = VERBS[method];
  if (!group || grants !== 'write' || !verb) return undefined;
  const [last = '', before = ''] = path.split('/').reverse();
  const named = method === 'POST' && before.startsWith(':') && !last.startsWith(':');
  return `${singular(word(group))}.${named ? word(last) : verb}`;
}

const word = (text: string): string => text.replaceAll('-', '_');

const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
