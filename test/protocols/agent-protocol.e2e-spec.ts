import { eventually } from '@muster/testing';
import type { ApiResponse } from '../support/api-client';
import { formOf } from '../support/forms';
import { Bench, TASKS } from './bench';

describe('tasks of the Agent Protocol', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.close());

  it('are created with 200 and given back as they were sent', async () => {
    const body = { input: 'Washington', additional_input: { city: 'Paris', depth: 3, tags: ['a'] } };
    const { status, body: task } = await bench.ada.client.post(TASKS, body);
    expect(status).toBe(200);
    expect(task).toEqual({ task_id: expect.any(String), ...body, artifacts: [] });
    expect((await bench.ada.client.get(`${TASKS}/${task.task_id}`)).body).toEqual(task);
  });

  it('show their additional input to the agent as context, as texts', async () => {
    const id = await bench.task({ input: 'x', additional_input: { city: 'Paris', depth: 3, tags: ['a'] } });
    const [row] = await bench.installation.sql<{ context: object }>(
      `SELECT state -> 'context' AS context FROM run WHERE id = $1`,
      [id],
    );
    expect(row?.context).toEqual({ city: 'Paris', depth: '3', tags: '["a"]' });
  });

  it.each([{}, { input: null }, { input: null, additional_input: null }])(
    'may be created without saying what is to be done: %j',
    async (body) => {
      const { status, body: task } = await bench.ada.client.post(TASKS, body);
      expect([status, task.input, task.additional_input]).toEqual([200, null, {}]);
      const { body: step } = await bench.ada.client.post(`${TASKS}/${task.task_id}/steps`, { input: 'now' });
      expect(step).toMatchObject({ input: 'now', output: expect.stringContaining('now') });
    },
  );

  it('are listed newest first, by pages', async () => {
    const { client } = await bench.gateway.person();
    expect((await client.get(TASKS)).body).toEqual({
      tasks: [],
      pagination: { total_items: 0, total_pages: 0, current_page: 1, page_size: 10 },
    });
    const ids = [];
    for (const input of ['one', 'two', 'three']) ids.unshift(await bench.task({ input }, client));
    await bench.upload(ids[2] as string, formOf('test_output.txt', 'x'), client);
    const { body } = await client.get(TASKS, { query: { current_page: 2, page_size: 2 } });
    expect(body).toMatchObject({
      tasks: [{ task_id: ids[2], artifacts: [{ file_name: 'test_output.txt' }] }],
      pagination: { total_items: 3, total_pages: 2, current_page: 2, page_size: 2 },
    });
    const { body: beyond } = await client.get(TASKS, { query: { current_page: 9 } });
    expect([beyond.tasks, beyond.pagination.total_items]).toEqual([[], 3]);
  });

  it.each([
    { input: 7 },
    { input: 'x'.repeat(32_001) },
    { input: 'a\0b' },
    { input: 'x', additional_input: 'text' },
    { input: 'x', additional_input: [1] },
    { input: 'x', additional_input: { long: 'x'.repeat(4_097) } },
    { input: 'x', additional_input: { ['k'.repeat(65)]: '' } },
  ])('are not created from bad input (case %#)', async (body) => {
    const { status, body: error } = await bench.ada.client.post(TASKS, body);
    expect([status, Object.keys(error)]).toEqual([422, ['message']]);
  });
});

describe('steps of the Agent Protocol', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.close());

  it('are executed one per call, also after the last one', async () => {
    const id = await bench.task({ input: 'hello' });
    const first = await bench.ada.client.post(`${TASKS}/${id}/steps`);
    expect(first).toMatchObject({
      status: 200,
      body: {
        task_id: id,
        input: null,
        additional_input: {},
        name: 'output_message',
        status: 'completed',
        output: expect.stringContaining('hello'),
        is_last: true,
      },
    });
    const again = await bench.ada.client.post(`${TASKS}/${id}/steps`, {
      input: '[[write_file out.txt Washington]]',
      additional_input: { deep: { er: [1] } },
    });
    expect(again.body).toMatchObject({
      input: '[[write_file out.txt Washington]]',
      additional_input: { deep: { er: [1] } },
      name: 'write_file',
      is_last: false,
      artifacts: [{ file_name: 'out.txt', agent_created: true, relative_path: null }],
      additional_output: { action: { name: 'write_file' }, result: { status: 'SUCCESS' } },
    });
    const { body: list } = await bench.ada.client.get(`${TASKS}/${id}/steps`);
    expect(list.steps).toEqual([first.body, again.body]);
    const { body: task } = await bench.ada.client.get(`${TASKS}/${id}`);
    expect(task.artifacts).toEqual(again.body.artifacts);
  });

  it('are found by their id, and listed by pages, oldest first', async () => {
    const id = await bench.task();
    const steps = [];
    for (const input of ['a', 'b', 'c'])
      steps.push((await bench.ada.client.post(`${TASKS}/${id}/steps`, { input })).body);
    const query = { current_page: 2, page_size: 2 };
    const { body } = await bench.ada.client.get(`${TASKS}/${id}/steps`, { query });
    expect(body).toEqual({
      steps: [steps[2]],
      pagination: { total_items: 3, total_pages: 2, ...query },
    });
    expect((await bench.ada.client.get(`${TASKS}/${id}/steps/${steps[1].step_id}`)).body).toEqual(steps[1]);
  });

  it('say that a failed action failed, and that it was not the last', async () => {
    const id = await bench.task();
    const { body } = await bench.ada.client.post(`${TASKS}/${id}/steps`, {
      input: '[[read_file nothing.txt]]',
    });
    expect(body).toMatchObject({
      name: 'read_file',
      output: expect.stringContaining('not found'),
      is_last: false,
    });
  });

  it('that ask something are continued by what is said next', async () => {
    const id = await bench.task();
    const asked = await bench.ada.client.post(`${TASKS}/${id}/steps`, { input: '[[ask_user Which city?]]' });
    expect(asked.body).toMatchObject({ output: 'Which city?', is_last: false });
    const { body } = await bench.ada.client.post(`${TASKS}/${id}/steps`, { input: 'Paris' });
    expect(body.step_id).toBe(asked.body.step_id);
    expect((await bench.ada.client.get(`${TASKS}/${id}/steps`)).body.pagination.total_items).toBe(1);
  });

  it('are shown as running, under the id they keep, while they are executed', async () => {
    const slow = await bench.installation.startGateway();
    const id = await bench.task();
    await bench.installation.sql(`UPDATE run SET model = 'scripted/slow' WHERE id = $1`, [id]);
    const answer = slow.client.as(bench.ada.token).post(`${TASKS}/${id}/steps`, { input: 'take your time' });
    let running: ApiResponse['body'];
    await eventually(async () => {
      running = (await bench.ada.client.get(`${TASKS}/${id}/steps`)).body.steps[0];
      return running !== undefined;
    });
    expect(running).toMatchObject({ status: 'running', name: null, output: null, is_last: false });
    expect((await bench.ada.client.get(`${TASKS}/${id}/steps/${running.step_id}`)).status).toBe(200);
    expect((await answer).body.step_id).toBe(running.step_id);
    const { body } = await bench.ada.client.get(`${TASKS}/${id}/steps`);
    expect(body.steps).toMatchObject([{ step_id: running.step_id, status: 'completed' }]);
    await slow.close();
  });

  it('asked for at the same time are executed one after another', async () => {
    const id = await bench.task();
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((input) => bench.ada.client.post(`${TASKS}/${id}/steps`, { input })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.step_id)).size).toBe(3);
    const { body } = await bench.ada.client.get(`${TASKS}/${id}/steps`);
    expect(body.pagination.total_items).toBe(3);
  });

  it('of a cancelled task are a conflict', async () => {
    const id = await bench.task();
    await bench.ada.client.post(`/api/v1/runs/${id}/cancel`, {});
    const { status, body } = await bench.ada.client.post(`${TASKS}/${id}/steps`);
    expect([status, body]).toEqual([409, { message: expect.stringContaining('cancelled') }]);
  });

  it.each([{ input: 7 }, { additional_input: 'x' }, { additional_input: { long: 'x'.repeat(5_000) } }])(
    'are not executed with bad input (case %#)',
    async (body) => {
      const id = await bench.task();
      expect((await bench.ada.client.post(`${TASKS}/${id}/steps`, body)).status).toBe(422);
      expect((await bench.ada.client.get(`${TASKS}/${id}/steps`)).body.steps).toEqual([]);
    },
  );
});
