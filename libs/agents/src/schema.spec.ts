import { MigratedSchema } from '@muster/testing';
import { Agent } from './agents/agent.entity';
import { Agents1796050000000 } from './migrations/1796050000000-agents';
import { AgentWorker } from './workers/worker.entity';

describe('agents schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([AgentWorker, Agent]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    expect.assertions(1);
    await schema.afterRoundTrip(new Agents1796050000000(), async (manager) => {
      expect(await manager.count(Agent)).toBe(0);
    });
  });
});
