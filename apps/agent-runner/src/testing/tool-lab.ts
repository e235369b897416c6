import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { INestApplication, Type } from '@nestjs/common';
import { DataSource, MoreThan } from 'typeorm';
import { EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL } from '@muster/contracts';
import { DocumentSettings } from '@muster/documents';
import { type Actor, Membership, Organization } from '@muster/identity';
import { ModelSettings } from '@muster/models';
import { StorageModule, StorageSettings } from '@muster/platform';
import { Approval, ApprovalsService, ReplayRequests, RunEngineModule, Step } from '@muster/runs';
import { type StepRequest, TasksModule, TasksService, TaskStepsService, type Turn } from '@muster/tasks';
import { eventually, makeMember, RUN_SOURCES, startTestApp, testDatabase, testRedis } from '@muster/testing';
import { WorkspaceFilesService, WorkspaceSettings } from '@muster/workspaces';
import { PROGRAMS } from '../programs/programs';
import { TOOL_SETTINGS } from '../tools/tools.module';
import { TurnsModule } from '../turns/turns.module';

/** A runner on a database of its own, whose model does what a message names: `[[search_web cats]]`. */
export class ToolLab {
  readonly actor: Actor = {
    userId: randomUUID(),
    orgId: randomUUID(),
    username: 'ada',
    role: 'operator',
    instanceAdmin: false,
    credential: 'access_token',
  };

  private constructor(
    private readonly app: INestApplication,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async open(env: NodeJS.ProcessEnv = {}): Promise<ToolLab> {
    // For threads and processes that the tools start from their sources.
    if (!process.execArgv.includes(RUN_SOURCES[1] as string)) process.execArgv.push(...RUN_SOURCES);
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const folder = await mkdtemp(join(tmpdir(), 'muster-tools-'));
    const app = await startTestApp({
      imports: [StorageModule, RunEngineModule.forRoot({ imports: [TurnsModule], ...PROGRAMS }), TasksModule],
      settings: [StorageSettings, ModelSettings, DocumentSettings, WorkspaceSettings, ...TOOL_SETTINGS],
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        REDIS_PREFIX: randomUUID(),
        DATA_DIR: folder,
        DEFAULT_MODEL: 'scripted/echo',
        ...env,
      },
      sends: [INGEST_DOCUMENT, SEND_MAIL],
      handles: [EXECUTE_RUNS],
    });
    const lab = new ToolLab(app, async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    });
    await makeMember(app.get(DataSource), lab.actor);
    return lab;
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  /** Somebody who has no account, and whose tasks lie in the public workspace. */
  async visitor(): Promise<Actor> {
    const where = { organization: { kind: 'public' as const } };
    const { userId, orgId } = await this.get(DataSource).manager.findOneByOrFail(Membership, where);
    return { ...this.actor, userId, orgId, credential: 'anonymous' };
  }

  /** The actor in a new organization. */
  async inOrganization(made: { id?: string; slug?: string }): Promise<Actor> {
    const { id = randomUUID(), slug = id } = made;
    const { manager } = this.get(DataSource);
    await manager.insert(Organization, { id, slug, name: slug, kind: 'team' });
    const actor = { ...this.actor, orgId: id };
    await makeMember(this.get(DataSource), actor);
    return actor;
  }

  async task(actor = this.actor, enabledCategories?: string[]): Promise<string> {
    return (await this.get(TasksService).create(actor, { message: 'work', enabledCategories })).id;
  }

  /** One step of a task, of a new one unless it is named. */
  async step(request: StepRequest | string, task?: string, actor = this.actor): Promise<Turn> {
    const post = typeof request === 'string' ? { message: request } : request;
    return this.get(TaskStepsService).step(actor, task ?? (await this.task(actor)), post);
  }

  /** The content of the files of a task. */
  async files(task: string): Promise<Record<string, string>> {
    const files = this.get(WorkspaceFilesService);
    const { items } = await files.list(this.actor, task);
    const contents = await Promise.all(
      items.map(async (file) => [file.filename, await text(await files.open(file))]),
    );
    return Object.fromEntries(contents) as Record<string, string>;
  }

  /** What was recorded of a task, by the key of the step. */
  async recorded<T = unknown>(task: string, key: string): Promise<T | undefined> {
    const sql = 'SELECT output FROM run_step WHERE run_id = $1 AND key = $2';
    const rows: { output: T }[] = await this.get(DataSource).query(sql, [task, key]);
    return rows[0]?.output;
  }

  /** As a crash leaves a task in the middle of the effect that its last turn took: begun, and no outcome recorded. */
  async interruptedAt(task: string, key: string): Promise<void> {
    const { manager } = this.get(DataSource);
    const where = { runId: task, key };
    const { seq } = await manager.findOneByOrFail(Step, where);
    await manager.update(Step, where, { status: 'started', output: null as never });
    await manager.delete(Step, { runId: task, seq: MoreThan(seq) });
  }

  /** Answers the next question that the engine itself asks about a task. */
  async decide(task: string, approved: boolean): Promise<void> {
    const approvals = this.get(ApprovalsService);
    const open = await eventually(
      () => this.get(DataSource).manager.findOneBy(Approval, { runId: task, status: 'pending' }),
      'a question',
    );
    const { orgId, userId } = this.actor;
    await approvals.decide({ orgId, userId }, userId, open.id, { approved });
  }

  async replay(task: string): Promise<unknown> {
    return this.get(ReplayRequests).replay(this.actor, task);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.cleanUp();
  }
}
