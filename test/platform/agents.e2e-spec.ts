import type { ApiClient } from '../support/api-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';
import { outcome } from '../support/members';

const AGENTS = '/api/v1/agents/';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const EVERYTHING = {
  name: 'Researcher',
  description: 'Looks things up',
  role: 'research',
  llm_provider: 'anthropic',
  llm_model: 'claude-x',
  system_prompt: 'Be thorough.',
  temperature: 0,
  max_tokens: 1_000,
  enabled_tools: { search: { depth: 2 } },
  max_concurrent_tasks: 1,
  tags: ['one', 'two'],
  autonomy_level: 'supervised',
  tool_blacklist: ['send_email'],
  risk_rules: { spend: 'ask' },
  daily_budget_usd: 1.25,
  max_tokens_per_task: 5_000,
};

const COUNTED = {
  ...{ tasks_completed: 0, tasks_failed: 0, success_rate: 0, total_tokens_used: 0, total_cost_usd: 0 },
  ...{ average_task_duration_seconds: 0, last_active_at: null },
};

const MADE = { id: expect.any(String), created_at: expect.any(String), updated_at: expect.any(String) };

const WRONG: [string, unknown][] = [
  ['name', ' '],
  ['name', 'n'.repeat(256)],
  ['name', 7],
  ['description', 'd'.repeat(5_001)],
  ['role', ''],
  ['llm_provider', ''],
  ['llm_model', 'm'.repeat(201)],
  ['system_prompt', 's'.repeat(50_001)],
  ['temperature', 2.1],
  ['temperature', -0.1],
  ['max_tokens', 0],
  ['max_tokens', 1.5],
  ['enabled_tools', 'search'],
  ['enabled_tools', ['search', 7]],
  ['max_concurrent_tasks', 0],
  ['max_concurrent_tasks', 101],
  ['worker_id', 'nobody'],
  ['tags', [7]],
  ['tags', Array(101).fill('x')],
  ['autonomy_level', 'wild'],
  ['tool_blacklist', ['']],
  ['risk_rules', []],
  ['daily_budget_usd', -1],
  ['daily_budget_usd', 'much'],
  ['max_tokens_per_task', -1],
];

describe('agents', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create({
      REGISTRATION_ORG: 'personal',
      MAIL_FROM: 'Muster <muster@agents.example>',
    });
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  let names = 0;
  const create = (more: object = {}, as: ApiClient = ada.client) =>
    as.post(AGENTS, { name: `agent ${(names += 1)}`, ...more });
  const patch = (id: string, change: object) => ada.client.patch(`${AGENTS}${id}`, change);
  const get = (id: string, as: ApiClient = ada.client) => as.get(`${AGENTS}${id}`);
  const post = (id: string, verb: string) => ada.client.post(`${AGENTS}${id}/${verb}`);

  async function worker(max_agents: number): Promise<string> {
    const machine = { name: `worker ${(names += 1)}`, hostname: 'host', ip_address: '10.0.0.1' };
    const { body } = await ada.client.post('/api/v1/workers/register', { ...machine, max_agents });
    return body.id as string;
  }

  it('are made of their name alone, with what is usual', async () => {
    const { status, body } = await create({ name: ' Research Agent ' });
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ ...MADE, ...COUNTED, name: 'Research Agent', description: null, role: 'general' },
      ...{ status: 'idle', is_active: true, llm_provider: 'extractive', llm_model: 'passages' },
      ...{ system_prompt: null, temperature: 0.7, max_tokens: 4_096, enabled_tools: {} },
      ...{ max_concurrent_tasks: 3, worker_id: null, email: 'research-agent@agents.example', tags: [] },
      ...{ autonomy_level: 'autonomous', tool_blacklist: [], risk_rules: {} },
      ...{ daily_budget_usd: 0, max_tokens_per_task: 0 },
    });
    expect((await get(body.id)).body).toEqual(body);
  });

  it('are what is said of them, member by member', async () => {
    const worker_id = await worker(1);
    const { body } = await create({ ...EVERYTHING, worker_id });
    const made = { ...MADE, ...COUNTED, status: 'idle', is_active: true };
    expect(body).toEqual({ ...made, ...EVERYTHING, worker_id, email: 'researcher@agents.example' });
    expect((await create({ enabled_tools: ['search', 'browse'] })).body.enabled_tools).toEqual([
      'search',
      'browse',
    ]);
  });

  it('change only in what is sent, and null clears what may be empty', async () => {
    const worker_id = await worker(1);
    const { body: before } = await create({ ...EVERYTHING, name: 'Changing', worker_id });
    const { body: renamed } = await patch(before.id, { name: 'Changed', role: null, tags: ['three'] });
    expect(renamed).toEqual({
      ...{ ...before, name: 'Changed', tags: ['three'], email: 'changed@agents.example' },
      updated_at: expect.any(String),
    });
    const { body: cleared } = await patch(before.id, {
      ...{ description: null, system_prompt: null, worker_id: null, enabled_tools: [], temperature: null },
    });
    expect(cleared).toMatchObject({
      description: null,
      system_prompt: null,
      worker_id: null,
      temperature: 0,
    });
    expect(cleared.enabled_tools).toEqual([]);
  });

  it.each(WRONG)('are refused with a wrong %s (%j), new or not', async (field, value) => {
    const { body: made } = await create();
    for (const answer of [await create({ [field]: value }), await patch(made.id, { [field]: value })]) {
      expect(outcome(answer)).toEqual([422, 'VAL_001']);
      expect(answer.body.details.errors[0].field).toMatch(new RegExp(`^${field}`));
    }
  });

  it('need a name, and one that no other has', async () => {
    expect(outcome(await ada.client.post(AGENTS, {}))).toEqual([422, 'VAL_001']);
    const [{ body: one }, { body: two }] = [await create(), await create()];
    expect(outcome(await create({ name: one.name }))).toEqual([409, 'RES_002']);
    expect(outcome(await patch(two.id, { name: one.name }))).toEqual([409, 'RES_002']);
    expect((await patch(one.id, { name: one.name })).status).toBe(200);
    expect((await ada.client.delete(`${AGENTS}${one.id}`)).status).toBe(204);
    expect((await patch(two.id, { name: one.name })).status).toBe(200);
  });

  it('do not exist once they are removed', async () => {
    const { body: agent } = await create();
    const total = async () => (await ada.client.get(AGENTS)).body.total as number;
    const before = await total();
    await ada.client.delete(`${AGENTS}${agent.id}`);
    expect(await total()).toBe(before - 1);
    for (const answer of [
      await get(agent.id),
      await patch(agent.id, { role: 'x' }),
      await post(agent.id, 'start'),
      await ada.client.delete(`${AGENTS}${agent.id}`),
    ])
      expect(outcome(answer)).toEqual([404, 'AGT_001']);
  });

  it('start and stop, as often as one likes', async () => {
    const { body: agent } = await create();
    for (const verb of ['stop', 'stop', 'start', 'start']) {
      const { status, body } = await post(agent.id, verb);
      const wanted = verb === 'stop' ? ['offline', false] : ['idle', true];
      expect([status, body.status, body.is_active]).toEqual([200, ...wanted]);
    }
  });

  it('are paused and back, and never put into a state that follows from work', async () => {
    const { body: agent } = await create();
    for (const status of ['paused', 'maintenance', 'idle'])
      expect((await patch(agent.id, { status })).body).toMatchObject({ status, is_active: true });
    for (const status of ['busy', 'offline', 'error', 'unheard of'])
      expect(outcome(await patch(agent.id, { status }))).toEqual([422, 'VAL_001']);
    expect((await patch(agent.id, { is_active: false })).body).toMatchObject({ status: 'offline' });
    expect((await patch(agent.id, { role: 'x' })).body).toMatchObject({ status: 'offline' });
    const both = await patch(agent.id, { is_active: false, status: 'idle' });
    expect(both.body.details.errors).toMatchObject([{ field: 'status' }]);
    expect((await patch(agent.id, { is_active: true })).body).toMatchObject({ status: 'idle' });
  });

  it('find no place on a full worker, nor on one that is not there', async () => {
    const worker_id = await worker(1);
    const { body: first } = await create({ worker_id });
    const full = await create({ worker_id });
    expect(outcome(full)).toEqual([400, 'AGT_004']);
    expect(full.body.error_name).toBe('AGENT_AT_CAPACITY');
    expect((await patch(first.id, { worker_id, role: 'x' })).status).toBe(200);
    const { body: workers } = await ada.client.get('/api/v1/admin/workers');
    expect(workers.items.find(({ id }: { id: string }) => id === worker_id).agent_count).toBe(1);
    expect(outcome(await create({ worker_id: UNKNOWN }))).toEqual([404, 'WRK_001']);
    await ada.client.delete(`${AGENTS}${first.id}`);
    expect((await create({ worker_id })).status).toBe(201);
  });
});
