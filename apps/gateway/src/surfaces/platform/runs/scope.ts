import { type Actor, reachOf } from '@muster/identity';
import type { RunScope } from '@muster/runs';

/** Whoever may see, or steer, everybody's runs reaches those of the whole organization, others their own. */
export const scopeOf = (actor: Actor, verb: 'read' | 'write' = 'read'): RunScope =>
  reachOf(actor, `organization-runs:${verb}`);
