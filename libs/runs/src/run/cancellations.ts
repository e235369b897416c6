import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import type { Run } from './run.entity';
import { statusesBefore } from './run.status';
import { RunStore, within } from './run-store';

/** What ends runs before they are done, with everything below them. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly source: DataSource,
    private readonly store: RunStore,
    private readonly hinter: Hinter,
  ) {}

  /** In the transaction in which they are chosen. Answers what changed: the cancelled, and parents that were told. */
  async cancel(choose: (manager: EntityManager) => Promise<string[]>, reason?: string): Promise<Run[]> {
    const changed = await this.source.transaction(async (manager) =>
      this.cancelWithin(manager, await choose(manager), reason),
    );
    this.announce(changed);
    return changed;
  }

  /** After the commit: tells who lives on, and stops what was cancelled where it is executed. */
  announce(changed: Run[]): void {
    this.store.announce(changed);
    const runIds = changed.filter(({ status }) => status === 'cancelled').map(({ id }) => id);
    if (runIds.length > 0) this.hinter.hint('runs.interrupted', { runIds });
  }

  /**
   * In a transaction of the caller. Level by level until nothing is left: a child may be born while its parent is being
   * cancelled, but only once.
   */
  async cancelWithin(manager: EntityManager, roots: string[], reason?: string): Promise<Run[]> {
    if (roots.length === 0) return [];
    const change = {
      to: 'cancelled',
      from: statusesBefore('cancelled'),
      event: 'run.cancelled',
      data: { reason },
    } as const;
    const cancelled: Run[] = [];
    for (let ids = roots; ids.length > 0; ids = await this.openBelow(manager, roots)) {
      cancelled.push(...(await this.store.changeStatus(within(manager), ids, change)));
    }
    await manager.query(
      `UPDATE approval SET status = 'cancelled', decided_at = now() WHERE status = 'pending' AND run_id = ANY ($1)`,
      [cancelled.map(({ id }) => id)],
    );
    return [...cancelled, ...(await this.tellParents(manager, cancelled))];
  }

  private async openBelow(manager: EntityManager, roots: string[]): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM run WHERE parent_id IS NOT NULL AND ancestry && $1::uuid[] AND status = ANY ($2)`,
      [roots, statusesBefore('cancelled')],
    );
    return rows.map((row) => row.id);
  }

  private async tellParents(manager: EntityManager, cancelled: Run[]): Promise<Run[]> {
    const ids = new Set(cancelled.map(({ id }) => id));
    const told: Run[] = [];
    for (const child of cancelled) {
      if (!child.parentId || ids.has(child.parentId)) continue;
      const parent = await this.store.tellParent(within(manager), child);
      if (parent) told.push(parent);
    }
    return told;
  }
}
