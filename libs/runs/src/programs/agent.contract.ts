import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '../engine/program';

export interface AgentInput {
  request: string;
  /** Actions it may take before it must have answered. */
  maxSteps: number;
}

const REQUEST_MAX = 32_000;
const MAX_STEPS = 100;

/** An agent that goes on by itself until it has answered, and asks when it has to. */
export const AGENT: ProgramContract<AgentInput> = {
  name: 'agent',
  version: 1,
  isPublic: true,
  parse: (input) => {
    const { request, maxSteps = 25 } = (input ?? {}) as Partial<AgentInput>;
    if (typeof request !== 'string' || request.length === 0 || request.length > REQUEST_MAX) {
      throw new InvalidError('bad input', {
        'input.request': `must be a text of 1 to ${REQUEST_MAX} characters`,
      });
    }
    if (!Number.isInteger(maxSteps) || maxSteps < 1 || maxSteps > MAX_STEPS) {
      throw new InvalidError('bad input', {
        'input.maxSteps': `must be a whole number from 1 to ${MAX_STEPS}`,
      });
    }
    return { request, maxSteps };
  },
};
