import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EXECUTE_RUNS } from '@muster/contracts';
import {
  eventually,
  makeMember,
  startTestApp,
  testDatabase,
  type TestDatabase,
  testRedis,
} from '@muster/testing';
import { implement, type Program, type ProgramContract } from '../engine/program';
import type { RunContext } from '../execution/run-context';
import { RunEvent } from '../events/event.entity';
import { ForksService } from '../forks/forks.service';
import type { Run } from '../run/run.entity';
import { isFinal, type RunStatus } from '../run/run.status';
import { type RunOwner, RunsService, type RunStart } from '../run/runs.service';
import { RunEngineModule } from '../runs.module';
import { Step } from '../steps/step.entity';

/** A database, a Redis, and as many runner processes' worth of engine as a spec asks for. */
export class EngineBench {
  private readonly apps: INestApplication[] = [];

  private constructor(
    private readonly database: TestDatabase,
    private readonly env: NodeJS.ProcessEnv,
    private readonly programs: Map<string, Program>,
  ) {}

  owner: RunOwner = { orgId: crypto.randomUUID(), userId: crypto.randomUUID() };

  static async open(): Promise<EngineBench> {
    const database = await testDatabase();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: (await testRedis()).url,
      REDIS_PREFIX: crypto.randomUUID(),
    };
    const bench = new EngineBench(database, env, new Map());
    return bench;
  }

  /** Call after the programs are defined. */
  async addRunner(): Promise<INestApplication> {
    const programs = [...this.programs.values()];
    const app = await startTestApp({
      imports: [RunEngineModule.forRoot({ imports: [], inject: [], useFactory: () => programs })],
      env: this.env,
      handles: [EXECUTE_RUNS],
    });
    this.apps.push(app);
    await makeMember(this.source, this.owner);
    return app;
  }

  program<I = Record<string, unknown>>(
    name: string,
    run: (ctx: RunContext, input: I) => Promise<unknown>,
    version = 1,
  ): ProgramContract<I> {
    const contract = { name, version, isPublic: true, parse: (input: unknown) => input as I };
    this.programs.set(name, implement(contract, run));
    return contract;
  }

  get app(): INestApplication {
    const [app] = this.apps;
    if (!app) throw new Error('no runner');
    return app;
  }

  get runs(): RunsService {
    return this.app.get(RunsService);
  }

  get source(): DataSource {
    return this.app.get(DataSource);
  }

  start<I>(program: ProgramContract<I>, start: Partial<RunStart> = {}): Promise<Run> {
    return this.runs.start(this.owner, program, { input: {}, ...start });
  }

  reaches(id: string, ...statuses: RunStatus[]): Promise<Run> {
    const probe = async () => {
      const run = await this.runs.get(this.owner, id);
      return statuses.includes(run.status) ? run : undefined;
    };
    return eventually(probe, `run ${statuses.join(' or ')}`);
  }

  ended(id: string): Promise<Run> {
    return eventually(async () => {
      const run = await this.runs.get(this.owner, id);
      return isFinal(run.status) ? run : undefined;
    }, 'run ended');
  }

  get forks(): ForksService {
    return this.app.get(ForksService);
  }

  until(probe: () => boolean | Promise<boolean>, what: string): Promise<boolean> {
    return eventually(async () => probe(), what);
  }

  steps(runId: string): Promise<Step[]> {
    return this.source.getRepository(Step).find({ where: { runId }, order: { seq: 'ASC' } });
  }

  events(runId: string): Promise<RunEvent[]> {
    return this.source.query(`SELECT * FROM run_event WHERE run_id = $1 ORDER BY seq`, [runId]);
  }

  /** What a killed process leaves behind: runs held by a worker that has no lease any more. */
  async killWorkers(): Promise<void> {
    await this.source.query(`UPDATE run SET worker_id = gen_random_uuid() WHERE status = 'running'`);
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.database.close();
  }
}
