import { randomUUID } from 'node:crypto';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { formOf } from '../support/forms';
import { Bench, TASKS } from './bench';

describe('access to the Agent Protocol', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.close());

  /** Every operation on a task, by name. */
  const OPERATIONS: [string, (client: ApiClient, id: string, part: string) => Promise<ApiResponse>][] = [
    ['get task', (client, id) => client.get(`${TASKS}/${id}`)],
    ['list steps', (client, id) => client.get(`${TASKS}/${id}/steps`)],
    ['execute step', (client, id) => client.post(`${TASKS}/${id}/steps`, {})],
    ['get step', (client, id, part) => client.get(`${TASKS}/${id}/steps/${part}`)],
    ['list artifacts', (client, id) => client.get(`${TASKS}/${id}/artifacts`)],
    ['upload artifact', (client, id) => bench.upload(id, formOf('test_output.txt', 'x'), client)],
    ['download artifact', (client, id, part) => client.get(`${TASKS}/${id}/artifacts/${part}`)],
  ];

  it.each(OPERATIONS)(
    "%s is 404 for somebody else's task, an unknown one, and what is no id",
    async (_, call) => {
      const id = await bench.task();
      const [{ body: step }, { body: artifact }] = [
        await bench.ada.client.post(`${TASKS}/${id}/steps`),
        await bench.upload(id, formOf('test_output.txt', 'x')),
      ];
      for (const part of [step.step_id, artifact.artifact_id] as string[]) {
        const { status, body } = await call(bench.stranger.client, id, part);
        expect([status, Object.keys(body)]).toEqual([404, ['message']]);
      }
      expect((await call(bench.ada.client, randomUUID(), step.step_id as string)).status).toBe(404);
      expect((await call(bench.ada.client, 'none-of-ours', 'x')).status).toBe(404);
    },
  );

  it.each(['steps', 'artifacts'])('unknown %s of a known task are 404', async (noun) => {
    const id = await bench.task();
    expect((await bench.ada.client.get(`${TASKS}/${id}/${noun}/${randomUUID()}`)).status).toBe(404);
    expect((await bench.ada.client.get(`${TASKS}/${id}/${noun}/nothing`)).status).toBe(404);
  });

  it('no list shows what belongs to somebody else', async () => {
    const id = await bench.task();
    const { body } = await bench.stranger.client.get(TASKS, { query: { page_size: 200 } });
    expect(JSON.stringify(body)).not.toContain(id);
  });

  it.each(['', '/ID/steps', '/ID/artifacts'])('bad paging of %j is 422', async (path) => {
    const list = `${TASKS}${path.replace('ID', await bench.task())}`;
    const bad: Record<string, string | number>[] = [
      { current_page: 0 },
      { page_size: 0 },
      { page_size: -1 },
      { page_size: 'ten' },
      { page_size: 201 },
      { current_page: '1.5' },
    ];
    for (const query of bad) {
      const { status, body } = await bench.ada.client.get(list, { query });
      expect([query, status, Object.keys(body)]).toEqual([query, 422, ['message']]);
    }
  });

  it('needs no credential where the anonymous workspace is on, and one where it is off', async () => {
    const open = await bench.installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
    const { status, body } = await open.client.post(TASKS, { input: 'for anybody' });
    expect(status).toBe(200);
    expect((await open.client.post(`${TASKS}/${body.task_id}/steps`)).status).toBe(200);
    expect((await bench.ada.client.get(`${TASKS}/${body.task_id}`)).status).toBe(404);
    expect((await open.client.as('a.b.c').get(TASKS)).status).toBe(401);
    const closed = await bench.installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
    for (const [, call] of OPERATIONS)
      expect((await call(closed.client, body.task_id as string, 'x')).status).toBe(401);
    expect((await closed.client.post(TASKS, {})).status).toBe(401);
  });
});
