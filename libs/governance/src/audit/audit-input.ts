import type { Actor } from '@muster/identity';
import type { AuditOrigin } from './audit-scope';
import type { ActorType } from './chain/records';
import { maskedObject, storable } from './masking';

/** The chain of what belongs to no organization: settings, rules, failed logins. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** What happened. `details` and `changes` are masked before they are written. */
export interface AuditFact {
  /** `<noun>.<verb>`. */
  action: string;
  /** Left out: the noun of the action. */
  resourceType?: string;
  resourceId?: string | null;
  details?: object | null;
  changes?: object;
}

export interface AuditInput extends AuditFact, AuditOrigin {
  chainId: string;
  actorType: ActorType;
  actorId?: string | null;
}

/** What programs come with. */
const OF_PROGRAMS = new Set(['api_key', 'client_token']);

/** Who did it, for an entry. Which credential it was stands in the details. */
export const actorOf = (actor: Actor | undefined): Pick<AuditInput, 'actorType' | 'actorId'> => ({
  actorType: actor && OF_PROGRAMS.has(actor.credential) ? 'api_key' : 'user',
  actorId: actor?.userId ?? null,
});

/** As the statement takes it; everything in it can be stored. */
export function toRow(input: AuditInput): object {
  const { chainId, action, resourceId, details, changes, ipAddress, userAgent, requestId } = input;
  return {
    chain_id: chainId,
    action,
    resource_type: input.resourceType ?? action.slice(0, action.indexOf('.')),
    resource_id: resourceId ? storable(resourceId, 255) : null,
    actor_type: input.actorType,
    actor_id: input.actorId ?? null,
    details: details ? maskedObject(details) : null,
    changes: maskedObject(changes ?? {}),
    ip_address: ipAddress ?? null,
    user_agent: userAgent ? storable(userAgent, 500) : null,
    request_id: requestId ?? null,
  };
}
