import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '../engine/program';
import { AGENT } from './agent.contract';
import { AGENT_TASK } from './agent-task.contract';
import { CHAIN } from './chain.contract';
import { TASK } from './task.contract';

const ALL: ProgramContract[] = [AGENT, AGENT_TASK, CHAIN, TASK];

const PUBLIC = ALL.filter(({ isPublic }) => isPublic);

/** Undefined for a program that this version does not know any more. */
export const contractOf = (name: string): ProgramContract | undefined =>
  ALL.find((each) => each.name === name);

/** The programs that callers may start by name. Throws `InvalidError` for any other. */
export function publicProgram(name: string): ProgramContract {
  const program = PUBLIC.find((candidate) => candidate.name === name);
  if (program) return program;
  throw new InvalidError(`unknown program ${name}`, {
    program: `must be one of ${PUBLIC.map((each) => each.name).join(', ')}`,
  });
}
