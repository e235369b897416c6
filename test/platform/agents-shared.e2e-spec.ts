import { eventually } from '@muster/testing';
import { administrator } from '../support/administrator';
import { EventReaderClient } from '../support/event-reader-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';
import { colleagueOf, outcome } from '../support/members';

const AGENTS = '/api/v1/agents/';

describe('agents of an organization', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal' });
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  const colleague = (role: string) => colleagueOf(ada, role, { installation, gateway });

  it('are listed newest first, by status and by role, a page at a time', async () => {
    const one = await gateway.person();
    const ids: string[] = [];
    for (const role of ['writer', 'reader', 'writer'])
      ids.push((await one.client.post(AGENTS, { name: `${role} ${ids.length}`, role })).body.id);
    await one.client.post(`${AGENTS}${ids[2]}/stop`);
    const found = async (query: Record<string, string | number>) => {
      const { body } = await one.client.get(AGENTS, { query });
      return [body.total, body.items.map(({ id }: { id: string }) => ids.indexOf(id))];
    };
    expect(await found({})).toEqual([3, [2, 1, 0]]);
    expect(await found({ role: 'writer' })).toEqual([2, [2, 0]]);
    expect(await found({ role: 'writer', status_filter: 'idle' })).toEqual([1, [0]]);
    expect(await found({ limit: 1, offset: 1 })).toEqual([3, [1]]);
    const wrong = await one.client.get(AGENTS, { query: { status_filter: 'asleep' } });
    expect(outcome(wrong)).toEqual([422, 'VAL_001']);
    expect(wrong.body.detail).toMatchObject([{ loc: ['query', 'status_filter'] }]);
  });

  it('are everybody’s in it: viewers see them, operators work with them', async () => {
    const { body: agent } = await ada.client.post(AGENTS, { name: 'Shared' });
    const [viewer, operator] = [await colleague('viewer'), await colleague('operator')];
    expect((await viewer.get(`${AGENTS}${agent.id}`)).body.name).toBe('Shared');
    expect((await viewer.get(AGENTS)).body.total).toBe(1);
    for (const answer of [
      await viewer.post(AGENTS, { name: 'x' }),
      await viewer.patch(`${AGENTS}${agent.id}`, { name: 'x' }),
      await viewer.post(`${AGENTS}${agent.id}/stop`),
      await viewer.delete(`${AGENTS}${agent.id}`),
    ])
      expect(outcome(answer)).toEqual([403, 'AUTH_005']);
    expect((await operator.patch(`${AGENTS}${agent.id}`, { role: 'x' })).status).toBe(200);
    expect((await operator.delete(`${AGENTS}${agent.id}`)).status).toBe(204);
  });

  it('are told of, live, when their status changes, with those of a worker that goes', async () => {
    const viewer = await colleague('viewer');
    const { body: made } = await ada.client.post('/api/v1/workers/register', {
      ...{ name: 'builder', hostname: 'host', ip_address: '10.0.0.1' },
    });
    const approve = (is_approved: boolean) =>
      ada.client.patch(`/api/v1/admin/workers/${made.id}/approve`, { is_approved });
    await approve(true);
    const { body: agent } = await ada.client.post(AGENTS, { name: 'Watched', worker_id: made.id });
    expect((await viewer.get('/api/v1/workers/overview')).body.total_active_agents).toBe(1);
    const stream = await EventReaderClient.open(`${gateway.url}/api/v1/events`, ada.token);
    await ada.client.patch(`${AGENTS}${agent.id}`, { status: 'paused' });
    await ada.client.post(`${AGENTS}${agent.id}/start`);
    await approve(false);
    await eventually(() => stream.events.length === 4);
    stream.close();
    const status = { agent_id: agent.id, name: 'Watched' };
    expect(stream.events.map(({ data }) => [data.type, data.data])).toEqual([
      ['agent.status', { ...status, status: 'paused', previous_status: 'idle' }],
      ['agent.status', { ...status, status: 'idle', previous_status: 'paused' }],
      ['worker.offline', expect.objectContaining({ worker_id: made.id, status: 'offline' })],
      ['agent.status', { ...status, status: 'offline', previous_status: 'idle' }],
    ]);
    expect((await viewer.get(`${AGENTS}${agent.id}`)).body).toMatchObject({
      ...{ status: 'offline', is_active: true },
    });
  });

  it('have the model and the mail domain that administrators of the installation set', async () => {
    const admin = await administrator(gateway);
    const settings = {
      'llm.default_provider': 'scripted',
      'llm.default_model': 'echo',
      'email.smtp_from': 'Agents <agents@Corp.example>',
    };
    await admin.put('/api/v1/settings/bulk', { settings });
    let n = 0;
    const made = await eventually(async () => {
      const { body } = await ada.client.post(AGENTS, { name: `Settled ${(n += 1)}` });
      return body.llm_provider === 'scripted' ? body : undefined;
    });
    expect(made).toMatchObject({ llm_model: 'echo', email: `settled-${n}@corp.example` });
  });
});
