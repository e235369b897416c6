import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { INestApplication } from '@nestjs/common';
import { EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL } from '@muster/contracts';
import { DocumentSettings, DocumentsService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import { ModelSettings } from '@muster/models';
import { StorageModule, StorageSettings } from '@muster/platform';
import { RunEngineModule, RunsService } from '@muster/runs';
import { POST_TOPIC, TasksModule, TasksService, TaskStepsService } from '@muster/tasks';
import {
  eventually,
  makeMember,
  startTestApp,
  testDatabase,
  type TestDatabase,
  testRedis,
} from '@muster/testing';
import { WorkspaceFilesService, WorkspaceSettings } from '@muster/workspaces';
import { TOOL_SETTINGS } from '../tools/tools.module';
import { TurnsModule } from '../turns/turns.module';
import { PROGRAMS } from './programs';

describe('step task program', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let tasks: TasksService;
  let steps: TaskStepsService;

  const actor: Actor = {
    userId: crypto.randomUUID(),
    orgId: crypto.randomUUID(),
    username: 'ada',
    role: 'operator',
    instanceAdmin: false,
    credential: 'access_token',
  };

  beforeAll(async () => {
    database = await testDatabase();
    app = await startTestApp({
      imports: [StorageModule, RunEngineModule.forRoot({ imports: [TurnsModule], ...PROGRAMS }), TasksModule],
      settings: [StorageSettings, ModelSettings, DocumentSettings, WorkspaceSettings, ...TOOL_SETTINGS],
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: (await testRedis()).url,
        REDIS_PREFIX: crypto.randomUUID(),
        DATA_DIR: await mkdtemp(join(tmpdir(), 'muster-runner-')),
        DEFAULT_MODEL: 'scripted/echo',
      },
      sends: [INGEST_DOCUMENT, SEND_MAIL],
      handles: [EXECUTE_RUNS],
    });
    await makeMember(app.get(DataSource), actor);
    tasks = app.get(TasksService, { strict: false });
    steps = app.get(TaskStepsService, { strict: false });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const query = (sql: string): Promise<{ n: number }[]> => app.get(DataSource).query(sql);

  it('does not call the agent before the first post', async () => {
    const task = await tasks.create(actor, { message: 'What is the capital of the United States?' });
    expect(task).toMatchObject({ phase: 'created', title: 'What is the capital of th', completedAt: null });
    expect(await tasks.turns(actor, task.id)).toEqual([]);
  });

  it('takes one step per post, and is completed by a final one', async () => {
    const task = await tasks.create(actor, { message: 'hello' });
    const turn = await steps.step(actor, task.id, {});
    expect(turn).toMatchObject({
      index: 0,
      input: null,
      action: { name: 'output_message', final: true },
      result: { status: 'SUCCESS', message: expect.stringContaining('hello') },
    });
    const after = await tasks.get(actor, task.id);
    expect(after).toMatchObject({ phase: 'completed', turns: 1 });
    expect(after.context).toMatchObject({ username: 'ada', dayOfWeek: expect.stringMatching(/day$/) });
  });

  it('continues a completed task, which sees everything before', async () => {
    const task = await tasks.create(actor, { message: 'one' });
    await steps.step(actor, task.id, {});
    await steps.step(actor, task.id, { message: '[[write_file out.txt Washington]]' });
    const files = await app.get(WorkspaceFilesService, { strict: false }).list(actor, task.id, { limit: 10 });
    expect(files.items).toMatchObject([{ filename: 'out.txt', metadata: { createdBy: 'agent' } }]);
    const turns = await tasks.turns(actor, task.id);
    expect(turns.map(({ action }) => action.name)).toEqual(['output_message', 'write_file']);
    expect(turns[1]?.files).toMatchObject([{ filename: 'out.txt', size: 10 }]);
    expect((await tasks.get(actor, task.id)).phase).toBe('idle');
  });

  it('makes a step of a failed action, so that the agent can correct itself', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const turn = await steps.step(actor, task.id, { message: '[[read_file nothing.txt]]' });
    expect(turn).toMatchObject({
      action: { name: 'read_file', final: false },
      result: { status: 'FAILURE' },
    });
    expect(turn.result.error).toMatch(/not found/);
    const unknown = await steps.step(actor, task.id, { message: '[[no_such_action x]]' });
    expect(unknown.result.status).not.toBe('SUCCESS');
  });

  it('waits for the person, and updates the same step with what it gets', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const asked = await steps.step(actor, task.id, { message: '[[ask_user Which city?]]' });
    expect(asked).toMatchObject({
      action: { final: false },
      result: { status: 'AWAITING_INPUT', message: 'Which city?', stateData: { answer: '' } },
    });
    expect((await tasks.get(actor, task.id)).phase).toBe('awaiting_input');
    const answered = await steps.step(actor, task.id, { stateData: { answer: 'Paris' } });
    expect(answered).toMatchObject({
      id: asked.id,
      index: 0,
      action: { final: false },
      result: { status: 'SUCCESS', details: { answer: 'Paris' } },
    });
    expect(await tasks.turns(actor, task.id)).toHaveLength(1);
  });

  it('ends a question that gets no answer', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    await steps.step(actor, task.id, { message: '[[ask_user Which city?]]' });
    const turn = await steps.step(actor, task.id, {});
    expect(turn).toMatchObject({
      action: { final: true },
      result: { status: 'FAILURE', error: 'Cancelled by the user' },
    });
    expect((await tasks.get(actor, task.id)).phase).toBe('completed');
  });

  it('gives concurrent posts one step each, one after another', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const turns = await Promise.all(
      ['a', 'b', 'c'].map((message) => steps.step(actor, task.id, { message })),
    );
    expect(turns.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    expect(new Set(turns.map(({ input }) => input))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('refuses at once where the caller does not want to wait', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const results = await Promise.allSettled([1, 2, 3].map(() => steps.step(actor, task.id, {}, 0)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', details: { retryAfter: 5 } },
    });
  });

  it('does not make up for a step that found no runner for two and a half minutes', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const at = new Date(Date.now() - 151_000).toISOString();
    const post = {
      postId: crypto.randomUUID(),
      message: null,
      stateData: null,
      context: null,
      username: 'ada',
      at,
    };
    await app
      .get(RunsService, { strict: false })
      .sendIfAwaited(actor, task.id, POST_TOPIC, { payload: post });
    await eventually(async () => (await tasks.turns(actor, task.id)).length === 1);
    const [turn] = await tasks.turns(actor, task.id);
    expect(turn?.result).toMatchObject({ status: 'FAILURE', error: 'interrupted' });
    expect(
      await query(`SELECT 1 AS n FROM usage_entry WHERE run_id = '${task.id}' AND step_key LIKE '%decide'`),
    ).toEqual([]);
    expect((await steps.step(actor, task.id, {})).result.status).toBe('SUCCESS');
  });

  it('answers a post of a cancelled task with a conflict', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    await app.get(RunsService, { strict: false }).cancel(actor, task.id);
    await expect(steps.step(actor, task.id, {})).rejects.toMatchObject({ code: 'conflict' });
  });

  it("finds no other user's task", async () => {
    const task = await tasks.create(actor, { message: 'x' });
    const stranger = { ...actor, userId: crypto.randomUUID() };
    await expect(steps.step(stranger, task.id, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(tasks.turns(stranger, task.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is re-entered without calling the model again', async () => {
    const task = await tasks.create(actor, { message: 'x' });
    await steps.step(actor, task.id, { message: 'a' });
    await steps.step(actor, task.id, { message: 'b' });
    const calls = `SELECT count(*)::int AS n FROM usage_entry WHERE run_id = '${task.id}' AND step_key LIKE '%decide'`;
    expect(await query(calls)).toEqual([{ n: 2 }]);
  });

  it('refers to documents of the person in its prompt', async () => {
    const documents = app.get(DocumentsService, { strict: false });
    await documents.create(actor, {
      filename: 'a.txt',
      title: 'Rivers',
      description: 'of Europe',
      stream: Readable.from(['The Danube is long.']),
    });
    const task = await tasks.create(actor, { message: 'x' });
    await steps.step(actor, task.id, {});
    const rows = await query(
      `SELECT 1 AS n FROM run_step WHERE run_id = '${task.id}' AND key = 'turn#1:situation' AND output::text LIKE '%Rivers%'`,
    );
    expect(rows).toHaveLength(1);
  });
});
