import type { QueryRunner } from 'typeorm';
import { MigratedSchema } from '@muster/testing';
import { Agent } from './agents/agent.entity';
import { AgentTasks1796090000000 } from './migrations/1796090000000-agent-tasks';
import { Agents1796050000000 } from './migrations/1796050000000-agents';
import { AgentTask } from './tasks/agent-task.entity';
import { AgentWorker } from './workers/worker.entity';

describe('agents schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([AgentWorker, Agent, AgentTask]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migrations are taken back', async () => {
    expect.assertions(1);
    const inOrder = [new Agents1796050000000(), new AgentTasks1796090000000()];
    const all = {
      down: async (runner: QueryRunner) => {
        for (const migration of inOrder.toReversed()) await migration.down(runner);
      },
      up: async (runner: QueryRunner) => {
        for (const migration of inOrder) await migration.up(runner);
      },
    };
    await schema.afterRoundTrip(all, async (manager) => {
      expect(await manager.count(Agent)).toBe(0);
    });
  });
});
