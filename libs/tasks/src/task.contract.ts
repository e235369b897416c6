import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '@muster/runs';

export interface TaskInput {
  request: string;
  /** Null: all. */
  enabledCategories: string[] | null;
}

const REQUEST_MAX = 32_000;

/** A task driven from outside, one step per post. Started by the surfaces that have tasks, not by name. */
export const TASK: ProgramContract<TaskInput> = {
  name: 'step-task',
  version: 1,
  isPublic: false,
  parse: (input) => {
    const { request, enabledCategories = null } = input as Partial<TaskInput>;
    if (typeof request !== 'string' || request.length === 0 || request.length > REQUEST_MAX) {
      throw new InvalidError('bad task', { message: `must be a text of 1 to ${REQUEST_MAX} characters` });
    }
    return { request, enabledCategories: enabledCategories?.length ? enabledCategories : null };
  },
};
