import { randomUUID } from 'node:crypto';
import type { INestApplication, Type } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { JobDefinition } from '@muster/contracts';
import type { Actor } from '@muster/identity';
import { ModelSettings } from '@muster/models';
import { startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import { AgentsModule, WorkerWatchModule } from '../agents.module';
import { Agent } from '../agents/agent.entity';
import { Heartbeats } from '../workers/heartbeats.service';
import { WorkerWatch } from '../workers/worker-watch';
import type { AgentWorker } from '../workers/worker.entity';
import type { ReportedStatus } from '../workers/worker.status';
import { WorkersService } from '../workers/workers.service';

/** What the feed of an organization was told. */
export interface Told {
  type: string;
  data: Record<string, unknown>;
}

interface BenchParts {
  sends?: JobDefinition<object>[];
  modules?: Type<object>[];
}

/** The lib on a database of its own, in as many processes as a spec asks for. */
export class AgentsBench {
  private constructor(
    private readonly database: TestDatabase,
    private readonly apps: INestApplication[],
  ) {}

  static async open(processes = 1, { sends = [], modules = [] }: BenchParts = {}): Promise<AgentsBench> {
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_PREFIX: randomUUID() };
    const settings = [ModelSettings];
    const imports = [AgentsModule, WorkerWatchModule, ...modules];
    const bench = new AgentsBench(database, []);
    for (let count = 0; count < processes; count += 1)
      bench.apps.push(await startTestApp({ imports, settings, env, sends }));
    // Sweeps happen when a spec says so.
    for (const watch of bench.all(WorkerWatch)) watch.onModuleDestroy();
    return bench;
  }

  all<T>(type: Type<T>): T[] {
    return this.apps.map((app) => app.get(type, { strict: false }));
  }

  get<T>(type: Type<T>): T {
    return this.all(type)[0] as T;
  }

  /** Somebody of an organization of their own. */
  actor(): Actor {
    return {
      ...{ userId: randomUUID(), orgId: randomUUID(), username: 'ada', role: 'admin' },
      ...{ instanceAdmin: false, credential: 'access_token' },
    };
  }

  async worker(actor: Actor, more: object = {}): Promise<AgentWorker> {
    const registration = { name: `worker-${randomUUID()}`, hostname: 'host', ipAddress: '10.0.0.1', ...more };
    return (await this.get(WorkersService).register(actor, registration)).worker;
  }

  /** One that an administrator let in. */
  async online(actor: Actor, more: object = {}): Promise<AgentWorker> {
    const { id } = await this.worker(actor, more);
    return this.get(WorkersService).decide(actor, id, { isApproved: true });
  }

  beat(actor: Actor, id: string, status: ReportedStatus = 'online') {
    const measured = { cpuUsagePercent: 10, memoryUsagePercent: 20, diskUsagePercent: 30 };
    return this.get(Heartbeats).beat(actor, id, { ...measured, status });
  }

  /** An agent as a row, in whatever state. */
  async agent({ orgId, userId }: Actor, more: Partial<Agent>): Promise<Agent> {
    const agents = this.get(DataSource).getRepository(Agent);
    return agents.save(
      agents.create({
        ...{ orgId, createdBy: userId, name: `agent-${randomUUID()}`, role: 'general', status: 'idle' },
        ...{ llmProvider: 'scripted', llmModel: 'echo', temperature: 0.7, maxTokens: 4_096 },
        ...{ enabledTools: [], maxConcurrentTasks: 3, autonomyLevel: 'autonomous', ...more },
      }),
    );
  }

  async statusOf({ id }: { id: string }): Promise<string | undefined> {
    const agent = await this.get(DataSource).getRepository(Agent).findOneBy({ id });
    return agent?.status;
  }

  /** In the order of the feed. */
  async told({ orgId }: { orgId: string }): Promise<Told[]> {
    const sql = 'SELECT type, data FROM org_event WHERE org_id = $1 ORDER BY xid, id';
    return (await this.get(Pool).query<Told>(sql, [orgId])).rows;
  }

  /** As if nothing had been heard of it for as long. */
  async silence(ids: string[], minutes = 3): Promise<void> {
    const sql = `UPDATE agent_worker SET silent_since = now() - $2 * interval '1 minute' WHERE id = ANY ($1)`;
    await this.get(Pool).query(sql, [ids, minutes]);
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.database.close();
  }
}
