import type { AgentTaskInput, Supervision } from '@muster/runs';
import type { Tool } from './tool';
import type { Permits } from './toolbox';

type Restraints = Pick<AgentTaskInput, 'allowed' | 'denied' | 'readOnly'>;

/** By its own name, or by that of its category. */
const isAmong = ({ name, category }: Tool, names: string[]): boolean =>
  names.includes(name) || names.includes(category);

/** Whether it may change anything, here or elsewhere. */
const changes = ({ effect, prepare }: Tool): boolean => effect !== undefined || prepare !== undefined;

/** An agent can always talk, whatever it was given, unless that was forbidden. */
export const permits =
  ({ allowed, denied, readOnly }: Restraints): Permits =>
  (tool) =>
    !isAmong(tool, denied) &&
    (tool.category === 'core' || allowed === null || isAmong(tool, allowed)) &&
    !(readOnly && changes(tool));

const ASKS: Record<Supervision, Permits> = {
  none: () => false,
  // The files of the task are its own.
  outward: (tool) => changes(tool) && tool.category !== 'filesystem',
  changes,
};

export const asksFirst = (supervision: Supervision): Permits => ASKS[supervision];
