import { AgentTask } from '../agent-task.entity';
import type { AgentTaskStatus } from '../agent-task.status';
import { type AgentTaskUpdate, updated } from './task-update';

const NOW = new Date('2026-05-01T12:00:00Z');

const task = (more: Partial<AgentTask> = {}): AgentTask =>
  Object.assign(new AgentTask(), {
    ...{
      id: 't',
      title: 'hello',
      status: 'in_progress',
      agentId: 'a',
      isAgentNamed: true,
      assignedBy: 'ada',
    },
    ...{
      retryCount: 0,
      maxRetries: 2,
      startedAt: new Date('2026-05-01T11:59:00Z'),
      error: null,
      result: null,
    },
    ...{ costTokens: 0, costUsd: 0, requiredTools: [], runId: null },
    ...more,
  });

const after = (status: AgentTaskStatus, update: AgentTaskUpdate, more: Partial<AgentTask> = {}) =>
  updated(task({ status, ...more }), update, 'bob', NOW);

describe('an update of a task', () => {
  it('that completes it keeps the result and the time it took', () => {
    expect(after('in_progress', { status: 'completed', result: { n: 1 } })).toMatchObject({
      ...{ status: 'completed', result: { n: 1 }, progressPercent: 100 },
      ...{ completedAt: NOW, actualDurationSeconds: 60, assignedBy: 'ada' },
    });
  });

  it('that reports a failure has it tried again, later each time, as often as it may be', () => {
    const failure = { status: 'failed', error: 'out of paper' } as const;
    expect(after('in_progress', failure)).toMatchObject({
      ...{ status: 'pending', agentId: 'a', retryCount: 1, error: 'out of paper', startedAt: null },
      notBefore: new Date('2026-05-01T12:00:05Z'),
    });
    const second = after('in_progress', failure, { retryCount: 1, isAgentNamed: false });
    expect(second).toMatchObject({ agentId: null, notBefore: new Date('2026-05-01T12:00:10Z') });
    const last = after('in_progress', failure, { retryCount: 2 });
    expect(last).toMatchObject({ status: 'failed', retryCount: 2, completedAt: NOW });
  });

  it.each([
    ['pending', 'in_progress'],
    ['pending', 'completed'],
    ['assigned', 'completed'],
    ['in_progress', 'queued'],
    ['completed', 'in_progress'],
    ['cancelled', 'pending'],
  ] as const)('does not lead from %s to %s', (from, status) => {
    expect(() => after(from, { status })).toThrow(
      expect.objectContaining({ details: { reason: 'task_status' } }),
    );
  });

  it('changes nothing of which it says nothing', () => {
    const { metadata, description } = after(
      'pending',
      { title: 'anew', metadata: undefined },
      { metadata: { a: 1 } },
    );
    expect({ metadata, description }).toEqual({ metadata: { a: 1 }, description: undefined });
  });

  it('that calls a failed task off leaves it the time at which it ended', () => {
    const before = new Date('2026-05-01T11:59:30Z');
    const more = { completedAt: before, actualDurationSeconds: 30 };
    expect(after('failed', { status: 'cancelled' }, more)).toMatchObject({ status: 'cancelled', ...more });
  });

  it('that says the same again is none', () => {
    expect(after('in_progress', { status: 'in_progress', progressPercent: 40 })).toMatchObject({
      ...{ status: 'in_progress', progressPercent: 40, startedAt: new Date('2026-05-01T11:59:00Z') },
    });
  });

  it('says for whom it is done when it says what is to be done', () => {
    expect(after('pending', { instructions: 'read everything' }).assignedBy).toBe('bob');
    expect(after('pending', { priority: 'high', metadata: {} }).assignedBy).toBe('ada');
  });

  it('gives it to another agent as long as nobody has begun', () => {
    const waiting = { agentId: null, isAgentNamed: false };
    expect(after('queued', { agentId: 'b' }, waiting)).toMatchObject({
      ...{ status: 'assigned', agentId: 'b', isAgentNamed: true },
    });
    expect(after('assigned', { agentId: null })).toMatchObject({
      ...{ status: 'pending', agentId: null, isAgentNamed: false },
    });
    expect(() => after('in_progress', { agentId: 'b' })).toThrow(/at it already/);
  });

  it('takes it from an agent that was chosen for tools that it needs no more', () => {
    const chosen = { isAgentNamed: false };
    expect(after('assigned', { requiredTools: ['web'] }, chosen)).toMatchObject({
      ...{ status: 'pending', agentId: null },
    });
  });

  it('comes too late when it has ended, but for its labels', () => {
    expect(() => after('completed', { result: 2 })).toThrow(
      expect.objectContaining({ details: { reason: 'task_ended' } }),
    );
    expect(after('completed', { metadata: { seen: true } })).toMatchObject({ metadata: { seen: true } });
  });
});
