import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '../engine/program';

export interface ChainInput {
  /** Asked one after another; each sees the answers before it. */
  prompts: string[];
  system?: string;
}

const MAX_PROMPTS = 50;
const MAX_LENGTH = 32_000;

/** Prompts asked one after another, each a recorded step that sees the answers before it. */
export const CHAIN: ProgramContract<ChainInput> = {
  name: 'chain',
  version: 1,
  isPublic: true,
  parse: (input) => {
    const { prompts, system } = (input ?? {}) as Partial<ChainInput>;
    if (!Array.isArray(prompts) || prompts.length === 0 || prompts.length > MAX_PROMPTS) {
      throw new InvalidError('bad input', { 'input.prompts': `must be a list of 1 to ${MAX_PROMPTS} texts` });
    }
    for (const [index, prompt] of prompts.entries()) assertText(`input.prompts.${index}`, prompt);
    if (system !== undefined) assertText('input.system', system);
    return { prompts, ...(system !== undefined && { system }) };
  },
};

function assertText(field: string, value: unknown): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_LENGTH) {
    throw new InvalidError('bad input', { [field]: `must be a text of 1 to ${MAX_LENGTH} characters` });
  }
}
