import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { RunsService } from '@muster/runs';
import { Installation, Person, RunningGateway } from '../support/installation';
import { createTask, step } from '../support/step-tasks';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('POST /api/tasks/{id}', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo' });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    [ada, bob] = [await gateway.person(), await gateway.person()];
  });

  afterAll(() => installation.close());

  it('runs one step and answers it whole; the same step is in the list', async () => {
    const task = await createTask(ada.client, 'Greet me');
    const { status, body } = await step(ada.client, task);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      index: 0,
      input: null,
      action: { name: 'output_message', final: true },
      result: { status: 'SUCCESS', error: null, stateData: null, citations: [] },
      documents: [],
    });
    expect(body.result.message).toContain('Greet me');
    expect((await ada.client.get(`/api/tasks/${task}/steps`)).body).toEqual([body]);
  });

  it('takes any of a body without members, with nulls, or none at all', async () => {
    const task = await createTask(ada.client);
    for (const body of [undefined, {}, { message: null, stateData: null, context: null }, { message: '' }])
      expect((await step(ada.client, task, body)).body).toMatchObject({ input: null });
  });

  it('goes on with a completed task, and lists the steps oldest first', async () => {
    const task = await createTask(ada.client);
    await step(ada.client, task);
    expect((await ada.client.get(`/api/tasks/${task}`)).body).toMatchObject({
      phase: 'completed',
      state: 'COMPLETED',
      completed: expect.any(String),
    });
    const { body } = await step(ada.client, task, { message: '[[write_file out.txt Washington]]' });
    expect(body).toMatchObject({
      index: 1,
      input: '[[write_file out.txt Washington]]',
      documents: [{ taskId: task, filename: 'out.txt', size: 10, metadata: { createdBy: 'agent' } }],
    });
    const { body: steps } = await ada.client.get(`/api/tasks/${task}/steps`);
    expect(steps.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
    expect((await ada.client.get(`/api/tasks/${task}`)).body).toMatchObject({
      phase: 'idle',
      completed: null,
    });
  });

  it('makes a step of a failure, so that the agent can correct itself', async () => {
    const task = await createTask(ada.client);
    const { status, body } = await step(ada.client, task, { message: '[[read_file nothing.txt]]' });
    expect([status, body.result.status, body.action.final]).toEqual([200, 'FAILURE', false]);
    expect(body.result.error).toContain('nothing.txt');
  });

  it('updates the step that asked with what it asked for', async () => {
    const task = await createTask(ada.client);
    const asked = await step(ada.client, task, { message: '[[ask_user Which city?]]' });
    expect(asked.body.result).toMatchObject({
      status: 'AWAITING_INPUT',
      message: 'Which city?',
      stateData: { answer: '' },
    });
    expect((await ada.client.get(`/api/tasks/${task}`)).body).toMatchObject({
      phase: 'awaiting_input',
      state: 'RUNNING',
    });
    const given = await step(ada.client, task, { stateData: { answer: 'Paris' } });
    expect(given.body).toMatchObject({
      id: asked.body.id,
      index: 0,
      result: { status: 'SUCCESS', details: { answer: 'Paris' } },
    });
    expect((await ada.client.get(`/api/tasks/${task}/steps`)).body).toEqual([given.body]);
  });

  it('takes a message for the answer, and no answer for a refusal', async () => {
    const task = await createTask(ada.client);
    await step(ada.client, task, { message: '[[ask_user Which city?]]' });
    const answered = await step(ada.client, task, { message: 'Rome' });
    expect(answered.body).toMatchObject({ index: 0, result: { status: 'SUCCESS' } });
    await step(ada.client, task, { message: '[[ask_user Which country?]]' });
    const cancelled = await step(ada.client, task);
    expect(cancelled.body).toMatchObject({
      index: 1,
      action: { final: true },
      result: { status: 'FAILURE', error: 'Cancelled by the user' },
    });
  });

  it('merges the context, and sets what belongs to the server', async () => {
    const task = await createTask(ada.client, 'x', { context: { place: 'Almelo', username: 'nobody' } });
    await step(ada.client, task, { context: { mood: 'good' } });
    const { body } = await ada.client.get(`/api/tasks/${task}`);
    expect(body.context).toMatchObject({
      place: 'Almelo',
      mood: 'good',
      username: ada.username,
      date: expect.stringMatching(/^\d{1,2} \w+ \d{4}$/),
      time: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      dayOfWeek: expect.stringMatching(/day$/),
    });
  });

  it('offers only the categories that the task switched on', async () => {
    const task = await createTask(ada.client, 'x', { enabledCategories: ['rag'] });
    const { body } = await step(ada.client, task, { message: '[[write_file a.txt b]]' });
    expect(body.result.status).not.toBe('SUCCESS');
    const all = await createTask(ada.client, 'x', { enabledCategories: [] });
    const written = await step(ada.client, all, { message: '[[write_file a.txt b]]' });
    expect(written.body.result.status).toBe('SUCCESS');
  });

  it('gives posts at the same time a step each, one after another', async () => {
    const task = await createTask(ada.client);
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((message) => step(ada.client, task, { message })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ body }) => body.index).sort()).toEqual([0, 1, 2, 3]);
    const { body: steps } = await ada.client.get(`/api/tasks/${task}/steps`);
    expect(steps.map(({ input }: { input: string }) => input).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('repeats the stored answer of an idempotency key instead of taking a step', async () => {
    const task = await createTask(ada.client);
    const key = { 'idempotency-key': 'one-step' };
    const first = await step(ada.client, task, { message: 'once' }, key);
    const again = await step(ada.client, task, { message: 'once' }, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await ada.client.get(`/api/tasks/${task}/steps`)).body).toHaveLength(1);
  });

  it('answers 409 for a task that was cancelled', async () => {
    const task = await createTask(ada.client);
    await gateway.app.get(RunsService, { strict: false }).cancel(ada.actor, task);
    const { status, body } = await step(ada.client, task);
    expect([status, body.statusCode, body.path]).toEqual([409, 409, `/api/tasks/${task}`]);
  });

  it('is not there for others, nor are its steps', async () => {
    const task = await createTask(ada.client);
    for (const id of [task, UNKNOWN]) {
      expect((await step(bob.client, id)).status).toBe(404);
      expect((await bob.client.get(`/api/tasks/${id}/steps`)).status).toBe(404);
    }
    expect((await ada.client.get(`/api/tasks/${task}/steps`)).body).toEqual([]);
  });

  it('is for nobody without a credential that holds', async () => {
    const task = await createTask(ada.client);
    for (const client of [gateway.client, gateway.client.as('a.b.c')]) {
      expect((await step(client, task)).status).toBe(401);
      expect((await client.get(`/api/tasks/${task}/steps`)).status).toBe(401);
    }
  });

  it.each([
    ['message', { message: 5 }],
    ['message', { message: 'x'.repeat(32_001) }],
    ['stateData', { stateData: { a: 1 } }],
    ['stateData', { stateData: 'x' }],
    ['context', { context: { a: 'x'.repeat(4_097) } }],
    ['context', { context: [] }],
  ])('names a bad %s', async (field, bad) => {
    const task = await createTask(ada.client);
    const { status, body } = await step(ada.client, task, bad);
    expect([status, Object.keys(body.validationErrors)]).toEqual([400, [field]]);
  });

  it('names an id that is none', async () => {
    const { status, body } = await step(ada.client, 'seven');
    expect([status, Object.keys(body.validationErrors)]).toEqual([400, ['id']]);
  });
});
