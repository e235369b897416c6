import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '../engine/program';

export interface TaskInput {
  /** Empty where the first post says what is to be done. */
  request: string;
  /** Null: all. */
  enabledCategories: string[] | null;
  /** What the agent is told from the beginning. */
  context: Record<string, string>;
}

const REQUEST_MAX = 32_000;

/** A task driven from outside, one step per post. Started by the surfaces that have tasks, not by name. */
export const TASK: ProgramContract<TaskInput> = {
  name: 'step-task',
  version: 1,
  isPublic: false,
  parse: (input) => {
    const { request, enabledCategories = null, context = {} } = (input ?? {}) as Partial<TaskInput>;
    if (typeof request !== 'string' || request.length > REQUEST_MAX) {
      throw new InvalidError('bad task', { message: `must be a text of at most ${REQUEST_MAX} characters` });
    }
    return { request, enabledCategories: enabledCategories?.length ? enabledCategories : null, context };
  },
};
