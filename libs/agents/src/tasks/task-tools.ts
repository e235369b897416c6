import type { Agent } from '../agents/agent.entity';

type Tooled = Pick<Agent, 'enabledTools' | 'toolBlacklist'>;

/** What an agent was given by name. In an object, what is `false` was not given. */
export function namedTools({ enabledTools }: Pick<Agent, 'enabledTools'>): string[] {
  if (Array.isArray(enabledTools)) return enabledTools.map(String);
  return Object.entries(enabledTools).flatMap(([name, given]) => (given === false ? [] : [name]));
}

/** What an agent can be relied on to have: it was named, and not forbidden again. */
export const promisedTools = (agent: Tooled): string[] =>
  namedTools(agent).filter((name) => !agent.toolBlacklist.includes(name));

export const missingTools = (agent: Tooled, required: string[]): string[] => {
  const promised = new Set(promisedTools(agent));
  return required.filter((name) => !promised.has(name));
};
