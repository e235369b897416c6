export const WORKER_STATUSES = ['pending', 'online', 'offline', 'error', 'maintenance'] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

/** What a worker may say of itself, and then has to say again and again. One in `error` or `maintenance` lives, but executes nothing. */
export const REPORTED_STATUSES = ['online', 'error', 'maintenance'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** Where a worker stands. Only an approved one is ever in a status that it reported itself. */
export interface Standing {
  status: WorkerStatus;
  isApproved: boolean;
}

export const newcomer = (mustBeApproved: boolean): Standing =>
  mustBeApproved ? { status: 'pending', isApproved: false } : { status: 'online', isApproved: true };

/** It counts as alive until its silence says otherwise. Approving once more says nothing about whether it lives. */
export const approved = (now: Standing): Standing =>
  now.isApproved ? now : { status: 'online', isApproved: true };

export const REJECTED: Standing = { status: 'offline', isApproved: false };

/** It asks for approval as on the first day. */
export const UNKNOWN_AGAIN: Standing = { status: 'pending', isApproved: false };

export const heard = (now: Standing, reported: ReportedStatus): Standing =>
  now.isApproved ? { status: reported, isApproved: true } : now;

/** Of an approved worker. */
export const LOST: Standing = { status: 'offline', isApproved: true };

export type WorkerEdge = 'worker.online' | 'worker.offline';

/** What the organization is told of a change: that a worker begins to work, or ceases to. */
export function edgeOf(from: WorkerStatus, to: WorkerStatus): WorkerEdge | undefined {
  if (from === to) return undefined;
  if (to === 'online') return 'worker.online';
  return from === 'online' ? 'worker.offline' : undefined;
}
