import { AgentTaskLab, AGENT_TASKS } from './task-lab';
import { Installation, type RunningGateway } from '../../support/installation';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const WRONG: [string, object][] = [
  ['title', { title: '' }],
  ['title', { title: 't'.repeat(501) }],
  ['title', { title: undefined }],
  ['priority', { priority: 'urgent' }],
  ['agent_id', { agent_id: 'somebody' }],
  ['deadline', { deadline: 'tomorrow' }],
  ['required_tools', { required_tools: [7] }],
  ['max_retries', { max_retries: 11 }],
  ['metadata', { metadata: [] }],
];

describe('the tasks of an organization', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let lab: AgentTaskLab;

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal' });
    gateway = await installation.startGateway();
  });
  beforeEach(async () => {
    lab = new AgentTaskLab(installation, await gateway.person());
  });
  afterAll(() => installation.close());

  const list = async (query: Record<string, string | number> = {}) =>
    (await lab.owner.client.get(AGENT_TASKS, { query })).body;

  it('are listed newest first, by page and by what is asked for', async () => {
    const agent = await lab.agent();
    const first = await lab.give({ priority: 'high' });
    const second = await lab.give({ agent_id: agent });
    const third = await lab.give({ agent_id: agent, priority: 'high' });
    const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
    expect(ids(await list())).toEqual([third.id, second.id, first.id]);
    const page = await list({ limit: 1, skip: 1 });
    expect(page).toMatchObject({ total: 3, limit: 1, offset: 1, skip: 1, items: [{ id: second.id }] });
    expect(ids(await list({ status_filter: 'assigned' }))).toEqual([third.id, second.id]);
    expect(ids(await list({ priority: 'high' }))).toEqual([third.id, first.id]);
    expect(ids(await list({ agent_id: agent, priority: 'medium' }))).toEqual([second.id]);
    const unknown = await lab.owner.client.get(AGENT_TASKS, { query: { status_filter: 'lost' } });
    expect(unknown.status).toBe(422);
  });

  it('are counted, with a number for everything that there could be', async () => {
    await lab.give();
    await lab.give({ priority: 'low', agent_id: await lab.agent() });
    const { body } = await lab.owner.client.get(`${AGENT_TASKS}/stats`);
    expect(body).toEqual({
      total: 2,
      by_status: {
        ...{ pending: 1, queued: 0, assigned: 1, in_progress: 0 },
        ...{ review: 0, completed: 0, failed: 0, cancelled: 0 },
      },
      by_priority: { critical: 0, high: 0, medium: 1, low: 1 },
    });
  });

  it('are changed only where something is said, and only as far as one step goes', async () => {
    const { id } = await lab.give({ description: 'the old one', deadline: '2099-01-01T00:00:00Z' });
    const changed = await lab.patch(id, { title: 'anew', priority: 'critical', deadline: null });
    expect(changed).toMatchObject({ status: 200, body: { title: 'anew', priority: 'critical' } });
    expect(await lab.get(id)).toMatchObject({
      description: 'the old one',
      deadline: null,
      status: 'pending',
    });
    expect(await lab.patch(id, { status: 'completed' })).toMatchObject({ status: 400 });
    expect(await lab.patch(id, { agent_id: UNKNOWN })).toMatchObject({ status: 404 });
    expect(await lab.patch(id, { progress_percent: 101 })).toMatchObject({ status: 422 });
    const agent = await lab.agent({ enabled_tools: '["web"]' });
    expect(await lab.patch(id, { agent_id: agent, required_tools: ['code'] })).toMatchObject({
      ...{ status: 400, body: { error_code: 'AGT_005' } },
    });
    expect((await lab.patch(id, { agent_id: agent })).body).toMatchObject({
      ...{ status: 'assigned', agent_id: agent },
    });
    expect((await lab.patch(id, { agent_id: null })).body).toMatchObject({
      ...{ status: 'pending', agent_id: null },
    });
  });

  it.each(WRONG)('are not made with a wrong %s', async (field, wrong) => {
    const { status, body } = await lab.post(wrong);
    expect({ status, code: body.error_code }).toEqual({ status: 422, code: 'VAL_001' });
    expect(body.details.errors[0].field).toMatch(new RegExp(`^${field}`));
  });

  it('are unknown to others', async () => {
    const { id } = await lab.give();
    const stranger = await gateway.person();
    expect(await stranger.client.get(`${AGENT_TASKS}/${id}`)).toMatchObject({
      ...{ status: 404, body: { error_code: 'TSK_001' } },
    });
    expect(await stranger.client.post(`${AGENT_TASKS}/${id}/cancel`, {})).toMatchObject({ status: 404 });
  });
});
