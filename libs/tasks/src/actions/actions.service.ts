import { Injectable } from '@nestjs/common';
import type { ActionInfo } from '@muster/contracts';
import { Hinter } from '@muster/platform';
import { type ActionCategory, categoryNamed } from './action-categories';

const REMEMBERED_MS = 60_000;
const DEADLINE_MS = 5_000;

/** What agents of this installation can do, as its runners say. Throws `UnavailableError` when none answers. */
@Injectable()
export class ActionsService {
  private known?: { actions: Promise<ActionInfo[]>; until: number };

  constructor(private readonly hinter: Hinter) {}

  list(): Promise<ActionInfo[]> {
    if (this.known && this.known.until > Date.now()) return this.known.actions;
    const known = {
      actions: this.hinter.ask('actions.list', {}, DEADLINE_MS),
      until: Date.now() + REMEMBERED_MS,
    };
    this.known = known;
    known.actions.catch(() => {
      if (this.known === known) this.known = undefined;
    });
    return known.actions;
  }

  /** In the order of the list. */
  async byCategory(): Promise<Map<string, ActionInfo[]>> {
    return Map.groupBy(await this.list(), ({ category }) => category);
  }

  async categories(): Promise<ActionCategory[]> {
    return [...(await this.byCategory()).keys()].map(categoryNamed);
  }
}
