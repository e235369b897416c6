import type { Permission } from '@muster/identity';
import type { RunEvent } from './event.entity';

/** Something of an organization happened that is no matter of a run: to a worker, or an agent. */
export interface OrgEvent {
  runId: null;
  seq: null;
  userId: null;
  id: number;
  xid: number;
  orgId: string;
  /** What somebody must be allowed to hear of it. */
  permission: Permission;
  type: string;
  data: Record<string, unknown>;
  createdAt: Date;
}

/** Whatever stands in the feed of an organization. */
export type FeedEvent = RunEvent | OrgEvent;

export const isOfRun = (event: FeedEvent): event is RunEvent => event.runId !== null;
