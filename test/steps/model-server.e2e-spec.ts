import { FakeModelServer, type FakeReply } from '@muster/testing';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { RunsService } from '@muster/runs';
import { Installation, Person, RunningGateway } from '../support/installation';
import { createTask, step } from '../support/step-tasks';

/** What a model answers that decides on an action. */
const decision = (name: string, parameters: object, is_final = false): FakeReply => ({
  object: { reasoning: `now ${name}`, is_final, action: { name, parameters } },
});

describe('a task with a model behind HTTP', () => {
  let models: FakeModelServer;
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    models = await FakeModelServer.start();
    installation = await Installation.create({
      OPENAI_API_KEY: 'plain0123456789abcdef',
      OPENAI_BASE_URL: models.url,
      DEFAULT_MODEL: 'openai/gpt-5',
      // Titles and descriptions are none of the calls that these tests count.
      MODEL_ROLES: 'summary=extractive',
    });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    ada = await gateway.person();
  });

  beforeEach(() => models.reset());

  afterAll(async () => {
    await installation.close();
    await models.close();
  });

  it('goes from the first step to the final one, each decided by the model', async () => {
    models.reply(
      decision('write_file', { filename: 'capital.txt', body: 'Washington' }),
      decision('read_file', { filename: 'capital.txt' }),
      decision('output_message', { message: 'It is Washington.' }, true),
    );
    const task = await createTask(ada.client, 'What is the capital of the United States?');
    const steps = [];
    do steps.push((await step(ada.client, task)).body);
    while (!steps.at(-1).action.final && steps.length < 5);
    expect(steps.map(({ action }) => action.name)).toEqual(['write_file', 'read_file', 'output_message']);
    expect(steps[1].result.details).toContain('Washington');
    expect(steps[2].result).toMatchObject({ status: 'SUCCESS', message: 'It is Washington.' });
    const prompt = models.requests[2]?.messages.map(({ text }) => text).join('\n');
    expect(prompt).toContain('capital.txt');
    const { body } = await ada.client.get(`/api/tasks/${task}/documents/capital.txt`);
    expect(String(body)).toBe('Washington');
  });

  it('tells the agent of parameters that do not fit, as a step', async () => {
    models.reply(decision('write_file', { filename: 5 }));
    const { status, body } = await step(ada.client, await createTask(ada.client));
    expect([status, body.result.status, body.action.final]).toEqual([200, 'FAILURE', false]);
    expect(body.result.error).toContain('filename');
  });

  it('answers 503 when the model does not, stores no step, and goes on when it does again', async () => {
    models.always({ status: 500 });
    const task = await createTask(ada.client);
    const { status, body } = await step(ada.client, task);
    expect([status, body.statusCode, body.path]).toEqual([503, 503, `/api/tasks/${task}`]);
    expect((await ada.client.get(`/api/tasks/${task}/steps`)).body).toEqual([]);
    expect((await ada.client.get(`/api/tasks/${task}`)).body.phase).toBe('created');
  });

  describe('while a step runs', () => {
    let task: string;
    let running: Promise<{ status: number }>;
    let finish: (reply: FakeReply) => void;

    beforeEach(async () => {
      const asked = Promise.withResolvers<void>();
      models.always(() => {
        asked.resolve();
        return new Promise((resolve) => (finish = resolve));
      });
      task = await createTask(ada.client);
      running = step(ada.client, task);
      await asked.promise;
    });

    const done = decision('output_message', { message: 'done' }, true);

    it('another is refused at once where the client prefers that', async () => {
      const { status, headers } = await step(ada.client, task, {}, { prefer: 'respond-async, wait=0' });
      expect([status, headers.get('retry-after')]).toEqual([409, '5']);
      expect((await ada.client.get(`/api/tasks/${task}`)).body).toMatchObject({
        phase: 'running',
        state: 'RUNNING',
      });
      finish(done);
      expect((await running).status).toBe(200);
    });

    it('another in a second gateway waits for it, and is the next', async () => {
      const second = await installation.startGateway();
      const waiting = step(second.client.as(ada.token), task, { message: 'next' });
      models.always(done);
      finish(done);
      expect((await running).status).toBe(200);
      expect((await waiting).body).toMatchObject({ index: 1, input: 'next' });
    });

    it('cancelling the task answers both the step and the one that waits with 409', async () => {
      const waiting = step(ada.client, task);
      await gateway.app.get(RunsService, { strict: false }).cancel(ada.actor, task);
      expect((await running).status).toBe(409);
      expect((await waiting).status).toBe(409);
      expect((await ada.client.get(`/api/tasks/${task}`)).body).toMatchObject({
        phase: 'cancelled',
        state: 'CANCELLED',
      });
      finish(done);
    });

    it('a client that leaves does not end it', async () => {
      const other = await gateway.person();
      const theirs = await createTask(other.client);
      const asked = Promise.withResolvers<void>();
      models.always(() => {
        asked.resolve();
        return done;
      });
      const leaving = new AbortController();
      const left = fetch(`${gateway.url}/api/tasks/${theirs}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${other.token}` },
        signal: leaving.signal,
      }).catch(() => 'left');
      await asked.promise;
      leaving.abort();
      await left;
      await expect(
        (async () => {
          while ((await other.client.get(`/api/tasks/${theirs}/steps`)).body.length === 0)
            await new Promise((resolve) => setTimeout(resolve, 20));
        })(),
      ).resolves.toBeUndefined();
      finish(done);
      await running;
    });
  });
});
