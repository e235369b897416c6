import { RunsService } from '@muster/runs';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { Installation, Person, RunningGateway } from '../support/installation';
import { createTask, step } from '../support/step-tasks';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('/api/tasks', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo' });
    gateway = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
    await installation.startApp(RunnerModule);
  });

  beforeEach(async () => {
    [ada, bob] = [await gateway.person(), await gateway.person()];
  });

  afterAll(() => installation.close());

  const list = async (query: Record<string, string | number> = {}): Promise<string[]> =>
    (await ada.client.get('/api/tasks', { query })).body.map(({ id }: { id: string }) => id);

  describe('a new task', () => {
    it('is an agent task in the words of either document, and the agent is not called', async () => {
      const message = 'What is the capital of the United States?';
      const { status, body } = await ada.client.post('/api/tasks', { message, context: { place: 'here' } });
      expect(status).toBe(200);
      expect(body).toEqual({
        id: expect.any(String),
        status: 'ok',
        kind: 'agent',
        taskType: 'agent',
        taskName: 'What is the capital of th',
        state: 'QUEUED',
        priority: 'NORMAL',
        payload: { message },
        result: null,
        maxRetries: 0,
        retryCount: 0,
        documentId: null,
        errorMessage: null,
        createdAt: expect.any(String),
        startedAt: null,
        completedAt: null,
        created: body.createdAt,
        completed: null,
        title: 'What is the capital of th',
        description: '',
        request: message,
        context: { place: 'here' },
        enabledCategories: null,
        phase: 'created',
      });
      expect((await ada.client.get(`/api/tasks/${body.id}`)).body).toEqual(body);
      expect((await ada.client.get(`/api/tasks/${body.id}/steps`)).body).toEqual([]);
    });

    it.each([
      ['message', { message: '' }],
      ['message', { message: 'x'.repeat(32_001) }],
      ['context', { message: 'x', context: { a: 1 } }],
      ['context', { message: 'x', context: { ['k'.repeat(65)]: 'v' } }],
      ['enabledCategories', { message: 'x', enabledCategories: [1] }],
    ])('with a bad %s is refused, and the field named', async (field, body) => {
      const answer = await ada.client.post('/api/tasks', body);
      expect([answer.status, Object.keys(answer.body.validationErrors)]).toEqual([400, [field]]);
      expect(answer.body).toMatchObject({ status_code: 400, statusCode: 400, path: '/api/tasks' });
    });

    it.each([[undefined], [{}], [{ message: 5 }], [[]], ['text']])(
      'that says neither what kind is refused with both named: %j',
      async (body) => {
        const answer = await ada.client.post('/api/tasks', body);
        expect([answer.status, Object.keys(answer.body.validationErrors)]).toEqual([
          422,
          ['message', 'taskType'],
        ]);
      },
    );

    it('that says both is refused as ambiguous', async () => {
      const { status } = await ada.client.post('/api/tasks', { message: 'x', taskType: 'hook' });
      expect(status).toBe(400);
    });

    it.each([
      ['in the body', { taskType: 'hook', payload: {} }, {}],
      ['in the query', { message: 'payload of the hook' }, { taskType: 'hook' }],
      ['in the query, in the other writing', {}, { task_type: 'hook' }],
    ])('of the queue, named %s, is recognised and refused', async (_, body, query) => {
      const answer = await ada.client.post('/api/tasks', body, { query: query });
      expect([answer.status, answer.body.code]).toEqual([422, 'unsupported_kind']);
      expect(answer.body.message).toContain('queue task');
    });

    it('of an agent needs somebody to whom it belongs', async () => {
      for (const client of [gateway.client, gateway.client.as('a.b.c')])
        expect((await client.post('/api/tasks', { message: 'x' })).status).toBe(401);
      const closed = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
      expect((await closed.client.post('/api/tasks', {})).status).toBe(401);
    });

    it('is made once for an idempotency key, however often it is asked for', async () => {
      const once = () =>
        ada.client.post('/api/tasks', { message: 'once' }, { headers: { 'idempotency-key': 'create' } });
      const answers = await Promise.all([once(), once(), once()]);
      for (const { status } of answers) expect([200, 409]).toContain(status);
      expect((await once()).headers.get('idempotency-replayed')).toBe('true');
      expect(await list()).toHaveLength(1);
    });

    it('is one of many that are made at the same time', async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, n) => createTask(ada.client, `task ${n}`)),
      );
      expect(new Set(ids).size).toBe(20);
      expect((await list()).sort()).toEqual(ids.sort());
    });
  });

  describe('the list', () => {
    it('is bare, newest first, and comes in pages without gap or double', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 5; n += 1) ids.unshift(await createTask(ada.client, `task ${n}`));
      const seen: string[] = [];
      let next: string | null = '/api/tasks?limit=2';
      while (next) {
        const { body, headers } = await ada.client.get(next);
        seen.push(...body.map(({ id }: { id: string }) => id));
        next = /<(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
      }
      expect(seen).toEqual(ids);
    });

    it('can be narrowed to a state, whatever page it is on', async () => {
      const [fresh, idle, asking, done, cancelled] = await Promise.all(
        Array.from({ length: 5 }, (_, n) => createTask(ada.client, `task ${n}`)),
      );
      await step(ada.client, idle as string, { message: '[[list_files]]' });
      await step(ada.client, asking as string, { message: '[[ask_user Which city?]]' });
      await step(ada.client, done as string);
      await gateway.app.get(RunsService, { strict: false }).cancel(ada.actor, cancelled as string);
      expect((await list({ state: 'QUEUED' })).sort()).toEqual([fresh, idle].sort());
      expect(await list({ state: 'RUNNING' })).toEqual([asking]);
      expect(await list({ state: 'COMPLETED', limit: 1 })).toEqual([done]);
      expect(await list({ state: 'CANCELLED', kind: 'agent', priority: 'NORMAL' })).toEqual([cancelled]);
      const others: Record<string, string>[] = [
        { state: 'FAILED' },
        { state: 'RETRYING' },
        { kind: 'queue' },
        { priority: 'HIGH' },
      ];
      for (const query of others) expect(await list(query)).toEqual([]);
    });

    it.each([
      ['state', { state: 'DONE' }],
      ['priority', { priority: 'URGENT' }],
      ['kind', { kind: 'other' }],
      ['limit', { limit: 1_001 }],
      ['cursor', { cursor: 'x' }],
    ])('names a bad %s', async (field, query) => {
      const { status, body } = await ada.client.get('/api/tasks', { query: query });
      expect([status, Object.keys(body.validationErrors)]).toEqual([422, [field]]);
    });

    it('has nothing of others; without a credential nothing of any user', async () => {
      const id = await createTask(ada.client);
      expect((await bob.client.get('/api/tasks')).body).toEqual([]);
      expect((await gateway.client.get('/api/tasks')).body).toEqual([]);
      expect((await gateway.client.as('a.b.c').get('/api/tasks')).status).toBe(401);
      expect(await list()).toEqual([id]);
    });
  });

  describe('one task', () => {
    it('is there for its owner only', async () => {
      const id = await createTask(ada.client);
      for (const one of [id, UNKNOWN]) {
        const { status, body } = await bob.client.get(`/api/tasks/${one}`);
        expect([status, body.status_code, body.path]).toEqual([404, 404, `/api/tasks/${one}`]);
      }
      expect((await gateway.client.get(`/api/tasks/${id}`)).status).toBe(401);
      expect((await ada.client.get('/api/tasks/seven')).status).toBe(422);
    });
  });
});
