import type { EntityManager } from 'typeorm';
import { AGENT_TASK, type OwnedStart, type Run, type RunsWithin, type Tell } from '@muster/runs';
import { statusFact } from '../../agents/agent-facts';
import type { Agent } from '../../agents/agent.entity';
import type { AgentTask } from '../agent-task.entity';
import { changedFact } from '../agent-task.record';
import { isRunning } from '../agent-task.status';
import { type AgentTally, tallyAgents } from './agent-load';
import { type Spending, spentBy } from './spending';
import { readTasks, type TaskChange, writeTasks } from './task-rows';

const NOTHING: Spending = { tokens: 0, usd: 0 };

/**
 * Tasks in one transaction. What it is about nobody else changes meanwhile, so that what is decided is decided about tasks
 * as they are, and told in the order in which it happens.
 */
export class TaskDesk {
  /** Runs that began or ended here, to be announced after the commit. */
  readonly runs: Run[] = [];

  constructor(
    readonly manager: EntityManager,
    readonly tell: Tell,
    private readonly within: RunsWithin,
    private readonly subjects: readonly string[],
  ) {}

  /** Whether the transaction is about this agent. */
  isAbout({ id, workerId }: Pick<Agent, 'id' | 'workerId'>): boolean {
    return this.subjects.includes(workerId ?? id);
  }

  /** Those of the tasks that the transaction is about, as long as they are as the condition says. */
  tasks(ids: string[], condition: string): Promise<AgentTask[]> {
    return readTasks(this.manager, ids, condition, [...this.subjects]);
  }

  /** Runs of attempts, in the order of `starts`. */
  async start(starts: OwnedStart[]): Promise<Run[]> {
    const runs = await this.within.start(this.manager, AGENT_TASK, starts);
    this.runs.push(...runs);
    return runs;
  }

  /**
   * Writes, with all that follows: an attempt that was left is stopped and paid for, agents get idle or busy, and the
   * organization hears of it. It is about the agents that they come from, and about those that they go to.
   */
  async change(changes: TaskChange[]): Promise<AgentTask[]> {
    if (changes.length === 0) return [];
    const runIds = changes.filter(leavesWork).flatMap(({ task }) => task.runId ?? []);
    this.runs.push(...(await this.within.cancel(this.manager, runIds, 'the task has moved on')));
    const spent = await spentBy(this.manager, runIds);
    const written = await writeTasks(
      this.manager,
      changes.map((change) => charged(change, spendingOn(change, spent))),
    );
    this.tell(...written.map((task, index) => changedFact(task, changes[index]?.task.status ?? task.status)));
    await this.tally(tallied(changes, spent));
    return written;
  }

  /** Has agents that the transaction is about be idle or busy as their tasks are. */
  async recount(agents: Pick<Agent, 'id' | 'workerId'>[]): Promise<void> {
    await this.tally(agents.filter((agent) => this.isAbout(agent)).map(({ id }) => nothingOf(id)));
  }

  private async tally(tallies: AgentTally[]): Promise<void> {
    if (tallies.length > 0) this.tell(...(await tallyAgents(this.manager, tallies)).map(statusFact));
  }
}

const leavesWork = ({ task, to }: TaskChange): boolean =>
  isRunning(task.status) && !isRunning(to.status ?? task.status);

const beginsWork = ({ task, to }: TaskChange): boolean =>
  !isRunning(task.status) && isRunning(to.status ?? task.status);

const spendingOn = (change: TaskChange, spent: Map<string, Spending>): Spending =>
  (leavesWork(change) && change.task.runId && spent.get(change.task.runId)) || NOTHING;

const charged = ({ task, to }: TaskChange, { tokens, usd }: Spending): TaskChange => ({
  task,
  to: { ...to, costTokens: task.costTokens + tokens, costUsd: task.costUsd + usd },
});

const nothingOf = (id: string): AgentTally => ({
  id,
  completed: 0,
  failed: 0,
  seconds: 0,
  tokens: 0,
  usd: 0,
});

/** One for each agent whose work began or ended. */
function tallied(changes: TaskChange[], spent: Map<string, Spending>): AgentTally[] {
  const byAgent = new Map<string, AgentTally>();
  for (const change of changes.filter((each) => leavesWork(each) || beginsWork(each))) {
    const id = change.task.agentId as string;
    byAgent.set(id, added(byAgent.get(id) ?? nothingOf(id), change, spendingOn(change, spent)));
  }
  return [...byAgent.values()];
}

function added(sum: AgentTally, { to }: TaskChange, { tokens, usd }: Spending): AgentTally {
  const isDone = to.status === 'completed' || to.status === 'failed';
  return {
    id: sum.id,
    completed: sum.completed + Number(to.status === 'completed'),
    failed: sum.failed + Number(to.status === 'failed'),
    seconds: sum.seconds + (isDone ? (to.actualDurationSeconds ?? 0) : 0),
    tokens: sum.tokens + tokens,
    usd: sum.usd + usd,
  };
}
