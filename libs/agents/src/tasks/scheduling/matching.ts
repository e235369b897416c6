/** A task that nobody has begun. */
export interface OpenTask {
  id: string;
  orgId: string;
  /** Somebody named it: nobody else will do. */
  agentId: string | null;
  requiredTools: string[];
}

/** An agent that can work. */
export interface AgentRoom {
  id: string;
  orgId: string;
  tools: string[];
  /** Tasks that it has. */
  load: number;
  /** Tasks that it may have. */
  most: number;
  /** Milliseconds since 1970; 0: never. */
  lastActiveAt: number;
}

export interface Match {
  taskId: string;
  agentId: string;
}

/** The agents with room of an organization, as far as it matters which tasks there is anybody for. */
export interface Crew {
  orgId: string;
  agents: string[];
  /** What they have together. */
  tools: string[];
  /** What one of them has: each combination once. */
  kinds: string[][];
}

export function crewsOf(agents: AgentRoom[]): Crew[] {
  const byOrg = Map.groupBy(agents, ({ orgId }) => orgId);
  return [...byOrg].map(([orgId, crew]) => ({
    orgId,
    agents: crew.map(({ id }) => id),
    tools: [...new Set(crew.flatMap(({ tools }) => tools))],
    kinds: [...new Map(crew.map(({ tools }) => [tools.toSorted().join('\n'), tools])).values()],
  }));
}

/**
 * Who gets what: the tasks in their order, each to the least loaded agent of its organization that has its tools and
 * room for it, and of several to the one that has been doing nothing for the longest time.
 */
export function match(tasks: OpenTask[], agents: AgentRoom[]): Match[] {
  const loads = new Map(agents.map(({ id, load }) => [id, load]));
  const loadOf = ({ id }: AgentRoom): number => loads.get(id) ?? 0;
  return tasks.flatMap((task) => {
    const able = agents.filter((agent) => suits(agent, task) && loadOf(agent) < agent.most);
    const [best] = able.sort(
      (a, b) => loadOf(a) - loadOf(b) || a.lastActiveAt - b.lastActiveAt || compare(a.id, b.id),
    );
    if (!best) return [];
    loads.set(best.id, loadOf(best) + 1);
    return [{ taskId: task.id, agentId: best.id }];
  });
}

const suits = ({ id, orgId, tools }: AgentRoom, task: OpenTask): boolean =>
  orgId === task.orgId &&
  (task.agentId ? task.agentId === id : task.requiredTools.every((tool) => tools.includes(tool)));

const compare = (a: string, b: string): number => (a < b ? -1 : 1);
