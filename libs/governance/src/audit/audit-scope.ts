import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '@muster/identity';
import type { AuditFact } from './audit-input';

/** Where a request comes from. */
export interface AuditOrigin {
  ipAddress?: string;
  userAgent?: string;
  requestId?: string;
}

/** The work at hand, as far as the trail must know. Services that write an entry of their own say so in it. */
export interface AuditScope {
  readonly origin: AuditOrigin;
  /** Writes an entry about a part of the work: one request may do several things. */
  tell(actor: Actor, fact: AuditFact): Promise<void>;
  /** An entry about this work is there, or lies in the transaction that does it. */
  recorded: boolean;
}

export const auditScope = new AsyncLocalStorage<AuditScope>();
