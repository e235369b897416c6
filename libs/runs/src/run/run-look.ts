import { Brackets } from 'typeorm';
import type { RunStatus } from './run.status';

/** What a run may look like: its status, and what its published state has or has not. */
export interface RunLook {
  statuses: readonly RunStatus[];
  state?: Record<string, unknown>;
  stateNot?: Record<string, unknown>;
}

/** Runs, under the alias `run`, that look like one of these; none when there is none. */
export const looksLike = (looks: RunLook[]): Brackets =>
  new Brackets((any) => {
    any.where('FALSE');
    for (const [index, look] of looks.entries()) any.orWhere(sqlOf(look, index), parametersOf(look, index));
  });

const sqlOf = ({ state, stateNot }: RunLook, index: number): string =>
  [
    `run.status = ANY (:statuses${index})`,
    ...(state ? [`run.state @> :has${index}::jsonb`] : []),
    ...(stateNot ? [`NOT run.state @> :hasNot${index}::jsonb`] : []),
  ].join(' AND ');

const parametersOf = ({ statuses, state, stateNot }: RunLook, index: number) => ({
  [`statuses${index}`]: statuses,
  [`has${index}`]: JSON.stringify(state),
  [`hasNot${index}`]: JSON.stringify(stateNot),
});
