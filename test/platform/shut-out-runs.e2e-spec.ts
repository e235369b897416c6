import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { eventually } from '@muster/testing';
import { CLIENTS, type Program, program, tokenFor } from '../protocols/oauth/programs';
import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { member } from '../support/members';

const RUNS = '/api/v1/runs';
const REASON = 'whoever it works for may no longer work in the organization';

let installation: Installation;
let gateway: RunningGateway;
let admin: ApiClient;

beforeAll(async () => {
  installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo' });
  gateway = await installation.startGateway();
  await installation.startApp(RunnerModule);
  admin = await administrator(gateway);
});

afterAll(() => installation.close());

/** A run that waits for somebody. */
async function waiting(client: ApiClient): Promise<string> {
  const input = { request: '[[ask_user {"question": "Which one?", "fields": ["one"]}]]', maxSteps: 2 };
  const { body } = await client.post(RUNS, { program: 'agent', input });
  await reaches(body.id as string, 'waiting');
  return body.id as string;
}

/** As an administrator sees it, who sees the runs of everybody. */
const reaches = (id: string, status: string): Promise<unknown> =>
  eventually(async () => (await admin.get(`${RUNS}/${id}`)).body.status === status, status);

async function expectEnded(id: string): Promise<void> {
  await reaches(id, 'cancelled');
  const [event] = await installation.sql<{ data: object }>(
    `SELECT data FROM run_event WHERE run_id = $1 AND type = 'run.cancelled'`,
    [id],
  );
  expect(event?.data).toEqual({ reason: REASON });
  for (const [verb, body] of [
    ['resume', {}],
    ['messages', { message: 'go on' }],
    ['fork', { step: 0 }],
  ] as const)
    expect([verb, (await admin.post(`${RUNS}/${id}/${verb}`, body)).status]).toEqual([verb, 409]);
}

describe('what runs for', () => {
  it('a member who is removed ends', async () => {
    const ada = await member(gateway.client);
    const id = await waiting(ada.client);
    expect((await admin.delete(`/orgs/users/${ada.user.id}`)).status).toBe(204);
    await expectEnded(id);
  });

  it('a member whom an identity provider suspends ends', async () => {
    const ada = await member(gateway.client);
    const id = await waiting(ada.client);
    const { body: key } = await admin.post('/api/v1/security/api-keys', {
      name: 'IdP',
      scopes: ['scim:read', 'scim:write'],
    });
    const idp = gateway.client.as(key.key).with({ 'content-type': 'application/scim+json' });
    const off = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    };
    expect((await idp.patch(`/scim/v2/Users/${ada.user.id}`, off)).body.active).toBe(false);
    await expectEnded(id);
  });

  it.each([
    ['switched off', (one: Program) => admin.patch(`${CLIENTS}/${one.client_id}`, { enabled: false })],
    ['removed', (one: Program) => admin.delete(`${CLIENTS}/${one.client_id}`)],
  ])('a program that is %s ends', async (_, act) => {
    const one = await program(admin, { scopes: ['write'] });
    const { body } = await tokenFor(gateway.client, one);
    const id = await waiting(gateway.client.as(body.access_token as string));
    await act(one);
    await expectEnded(id);
  });

  it('a program goes on when it gets another name, and new ones run once it is on again', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const as = async () =>
      gateway.client.as((await tokenFor(gateway.client, one)).body.access_token as string);
    const id = await waiting(await as());
    await admin.patch(`${CLIENTS}/${one.client_id}`, { name: 'weekly' });
    await admin.patch(`${CLIENTS}/${one.client_id}`, { enabled: true });
    await waiting(await as());
    expect((await admin.get(`${RUNS}/${id}`)).body.status).toBe('waiting');
    await admin.patch(`${CLIENTS}/${one.client_id}`, { enabled: false });
    await expectEnded(id);
    await admin.patch(`${CLIENTS}/${one.client_id}`, { enabled: true });
    await waiting(await as());
  });
});
