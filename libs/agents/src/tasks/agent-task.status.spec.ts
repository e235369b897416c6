import { AGENT_TASK_STATUSES, type AgentTaskStatus, canBecome, hasEnded } from './agent-task.status';

const after = (from: AgentTaskStatus): AgentTaskStatus[] =>
  AGENT_TASK_STATUSES.filter((to) => canBecome(from, to));

describe('the statuses of tasks', () => {
  it('are all reached from pending', () => {
    const reached = new Set<AgentTaskStatus>(['pending']);
    for (const status of reached) after(status).forEach((next) => reached.add(next));
    expect([...reached].sort()).toEqual([...AGENT_TASK_STATUSES].sort());
  });

  it('end where nobody works on it any more, and only a failed task can be called off after that', () => {
    expect(AGENT_TASK_STATUSES.filter(hasEnded)).toEqual(['completed', 'failed', 'cancelled']);
    expect(after('completed')).toEqual([]);
    expect(after('cancelled')).toEqual([]);
    expect(after('failed')).toEqual(['cancelled']);
  });

  it('can be called off until they are completed or cancelled', () => {
    expect(AGENT_TASK_STATUSES.filter((status) => !canBecome(status, 'cancelled'))).toEqual([
      'completed',
      'cancelled',
    ]);
  });

  it('are completed only by an agent that was at it', () => {
    expect(AGENT_TASK_STATUSES.filter((status) => canBecome(status, 'completed'))).toEqual([
      'in_progress',
      'review',
    ]);
  });
});
