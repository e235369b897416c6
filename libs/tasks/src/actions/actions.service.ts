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

  /** In the order of the list. */
  async byCategory(): Promise<Map<string, ActionInfo[]>> {
    return Map.groupBy(
      (await this.all()).filter(({ off }) => off === undefined),
      ({ category }) => category,
    );
  }

  /** Also those of which nothing is on: they say why. */
  async categories(): Promise<ActionCategory[]> {
    const byName = Map.groupBy(await this.all(), ({ category }) => category);
    return [...byName].map(([name, actions]) => explained(categoryNamed(name), actions));
  }

  private all(): Promise<ActionInfo[]> {
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
}

function explained(category: ActionCategory, actions: ActionInfo[]): ActionCategory {
  const off = actions.flatMap((action) => (action.off ? [`${action.name} (${action.off})`] : []));
  if (off.length === 0) return category;
  return { ...category, description: `${category.description}. Off: ${off.join(', ')}` };
}
