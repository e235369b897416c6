import type { EntityManager } from 'typeorm';
import { AGENT_TASK, type OrgFact, type OwnedStart, type Run, type RunsWithin } from '@muster/runs';
import { statusFact } from '../../agents/agent-facts';
import type { AgentTask } from '../agent-task.entity';
import { changedFact } from '../agent-task.record';
import { isRunning } from '../agent-task.status';
import { type AgentTally, lockAgents, tallyAgents } from './agent-load';
import { type Spending, spentBy } from './spending';
import { lockTasks, type TaskChange, writeTasks } from './task-rows';

type Tell = (...facts: OrgFact[]) => void;

const NOTHING: Spending = { tokens: 0, usd: 0 };

/**
 * Tasks in one transaction. First the agents are locked, in the order of their ids, then the tasks, then their runs; so
 * nobody waits for somebody who waits for them. What is decided is decided about locked rows.
 */
export class TaskDesk {
  /** Runs that began or ended here, to be announced after the commit. */
  readonly runs: Run[] = [];

  constructor(
    readonly manager: EntityManager,
    readonly tell: Tell,
    private readonly within: RunsWithin,
  ) {}

  /** Answers those that were to be had. */
  lockAgents(ids: string[], options = { skipsHeld: false }): Promise<Set<string>> {
    return lockAgents(this.manager, [...new Set(ids)], options);
  }

  /** As the condition says, and nobody else's. See `lockTasks`. */
  lockTasks(ids: string[], condition: string, options = { skipsHeld: false }): Promise<AgentTask[]> {
    return lockTasks(this.manager, ids, condition, options);
  }

  /** Runs of attempts, in the order of `starts`. */
  async start(starts: OwnedStart[]): Promise<Run[]> {
    const runs = await this.within.start(this.manager, AGENT_TASK, starts);
    this.runs.push(...runs);
    return runs;
  }

  /**
   * Writes, with all that follows: an attempt that was left is stopped and paid for, agents get idle or busy, and the
   * organization hears of it. The agents of tasks that begin or stop being worked on are locked.
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
    const tallies = tallied(changes, spent);
    if (tallies.length > 0) this.tell(...(await tallyAgents(this.manager, tallies)).map(statusFact));
    return written;
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

/** One for each agent whose work began or ended. */
function tallied(changes: TaskChange[], spent: Map<string, Spending>): AgentTally[] {
  const byAgent = new Map<string, AgentTally>();
  for (const change of changes.filter((each) => leavesWork(each) || beginsWork(each))) {
    const id = change.task.agentId as string;
    const sum = byAgent.get(id) ?? { id, completed: 0, failed: 0, seconds: 0, tokens: 0, usd: 0 };
    byAgent.set(id, added(sum, change, spendingOn(change, spent)));
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
