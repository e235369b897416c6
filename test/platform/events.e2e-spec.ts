import { eventually } from '@muster/testing';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { EventReaderClient } from '../support/event-reader-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';

describe('live events over HTTP', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo' });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    ada = await gateway.person();
  });
  afterAll(() => installation.close());

  const start = async (prompts = ['a', 'b', 'c']): Promise<string> =>
    (await ada.client.post('/api/v1/runs', { program: 'chain', input: { prompts } })).body.id;

  const open = (path: string, lastEventId?: string) =>
    EventReaderClient.open(gateway.url + path, ada.token, lastEventId);

  it('tells a run from its beginning to its end, numbered without a gap', async () => {
    const id = await start();
    const stream = await open(`/api/v1/runs/${id}/events?from=start`);
    await eventually(() => stream.types.includes('run.succeeded'));
    stream.close();
    expect(stream.types).toEqual([
      'run.created',
      'run.started',
      'step.completed',
      'step.completed',
      'step.completed',
      'run.succeeded',
    ]);
    expect(stream.events.map(({ id: number }) => number)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(stream.events[2]?.data).toMatchObject({
      run_id: id,
      seq: 3,
      data: { key: 'prompt#1', kind: 'model' },
    });
  });

  it('goes on after Last-Event-ID, and from the beginning after 0', async () => {
    const id = await start();
    const whole = await open(`/api/v1/runs/${id}/events`, '0');
    await eventually(() => whole.types.includes('run.succeeded'));
    whole.close();
    const rest = await open(`/api/v1/runs/${id}/events`, '4');
    await eventually(() => rest.events.length === 2);
    rest.close();
    expect(rest.events.map(({ id: number }) => number)).toEqual(['5', '6']);
  });

  it('starts now when nothing else is asked for', async () => {
    const old = await start();
    const past = await open('/api/v1/events?from=start');
    const isToldOf = () =>
      past.events.some(({ data }) => data.run_id === old && data.type === 'run.succeeded');
    await eventually(isToldOf);
    past.close();
    const stream = await open('/api/v1/events');
    const id = await start();
    await eventually(() => stream.types.includes('run.succeeded'));
    stream.close();
    expect(new Set(stream.events.map(({ data }) => data.run_id))).toEqual(new Set([id]));
  });

  it('loses and doubles nothing across many reconnects while runs are under way', async () => {
    const first = await open('/api/v1/events');
    const ids = await Promise.all(Array.from({ length: 30 }, () => start()));
    await eventually(() => first.events.length > 10);
    first.close();
    const all = [...first.events];
    for (const done = () => all.filter(({ data }) => data.type === 'run.succeeded').length; done() < 30;) {
      const next = await open('/api/v1/events', all.at(-1)?.id);
      await eventually(() => next.events.length > 0);
      next.close();
      all.push(...next.events);
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const id of ids) {
      const numbers = all.filter(({ data }) => data.run_id === id).map(({ data }) => data.seq);
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('takes the token from the query, as browsers must send it', async () => {
    const id = await start();
    const stream = await EventReaderClient.open(
      `${gateway.url}/api/v1/runs/${id}/events?from=start&token=${ada.token}`,
    );
    await eventually(() => stream.types.includes('run.succeeded'));
    stream.close();
  });

  it('refuses before it streams: no credential, unknown run, bad event id', async () => {
    const id = await start();
    expect((await gateway.client.get(`/api/v1/runs/${id}/events`)).status).toBe(401);
    expect((await ada.client.get('/api/v1/runs/00000000-0000-4000-8000-000000000000/events')).status).toBe(
      404,
    );
    const bad = await ada.client.get('/api/v1/events', { headers: { 'last-event-id': 'nonsense' } });
    expect(bad.status).toBe(422);
    expect(JSON.stringify(bad.body)).toContain('Last-Event-ID');
  });
});
