import type { Actor } from '@muster/identity';
import type { RunScope } from '@muster/runs';

/** Administrators see the runs of their whole organization, others their own. */
export const scopeOf = ({ orgId, userId, role }: Actor): RunScope =>
  role === 'admin' ? { orgId } : { orgId, userId };
