import { randomUUID } from 'node:crypto';
import { formOf } from '../support/forms';
import type { Person } from '../support/installation';
import { createTask, untilReady, upload } from '../support/step-tasks';

/** Values for the parameters of a path, by their names. */
export type Params = Record<string, string>;

/** Makes one object of its owner, with the marker wherever something can be written. */
type Maker = (owner: Person, marker: string) => Promise<Params>;

const document: Maker = async ({ client }, marker) => {
  const query = { title: marker, description: marker };
  const { body } = await upload(client, `${marker}.txt`, `The ${marker} is ours.`, query);
  await untilReady(client, body.id as string);
  return { id: body.id as string, number: '1' };
};

const chunk: Maker = async (owner, marker) => {
  const { id } = await document(owner, marker);
  const { body } = await owner.client.get(`/api/documents/${id}/chunks`);
  return { id: body[0].id as string };
};

const task: Maker = async ({ client }, marker) => {
  const id = await createTask(client, marker);
  const raw = formOf(`${marker}.txt`, marker);
  const { body } = await client.send('POST', `/api/tasks/${id}/documents`, { raw });
  const file = body.id as string;
  return { id, task_id: id, document_id: file, artifact_id: file, step_id: randomUUID() };
};

const run: Maker = async ({ client }, marker) => {
  const body = { program: 'agent', input: { request: marker }, title: marker };
  const { body: made } = await client.post('/api/v1/runs', body);
  const { body: share } = await client.post(`/api/v1/runs/${made.id}/share`);
  return { id: made.id as string, approval_id: randomUUID(), share_id: share.id as string };
};

const session: Maker = async ({ client }) => {
  const { body } = await client.get('/api/v1/auth/sessions');
  return { id: body.items[0].id as string };
};

const apiKey: Maker = async ({ client }, marker) => {
  const { body } = await client.post('/api/v1/security/api-keys', { name: marker });
  return { id: body.id as string };
};

const oauthClient: Maker = async ({ client }, marker) => {
  const body = { name: marker, description: marker };
  return { id: (await client.post('/api/v1/security/clients', body)).body.id as string };
};

const identityProvider =
  (slugFor: (marker: string) => string): Maker =>
  async ({ client }, marker) => {
    const body = { slug: slugFor(marker), name: marker, issuer: 'https://127.0.0.1', client_id: marker };
    const { body: made } = await client.post('/api/v1/security/identity-providers', body);
    return { id: made.id as string, slug: made.slug as string };
  };

const invite: Maker = async ({ client }, marker) => {
  const { body: roles } = await client.get('/orgs/roles');
  const email = `${marker}@example.com`;
  await client.post('/invites', { email, name: marker, orgRoleId: roles[2].id });
  const { body } = await client.get('/invites/pending');
  return { inviteId: body[0].id as string };
};

const role: Maker = async ({ client }, marker) => {
  const body = { name: marker, description: marker, base: 'viewer', permissions: ['audit:read'] };
  const { body: made } = await client.post('/api/v1/security/roles', body);
  return { id: made.id as string };
};

const member: Maker = ({ actor }) => Promise.resolve({ userId: actor.userId, id: actor.userId });

const scimUser: Maker = async ({ client }, marker) => {
  const { body } = await client.post('/scim/v2/Users', {
    userName: `${marker}-scim@example.com`,
    displayName: marker,
  });
  return { id: body.id as string };
};

const scimGroup: Maker = async (owner, marker) => {
  const members = [{ value: owner.actor.userId }];
  const { body } = await owner.client.post('/scim/v2/Groups', { displayName: marker, members });
  return { id: body.id as string };
};

const worker: Maker = async ({ client }, marker) => {
  const body = { name: marker, hostname: marker, ip_address: '10.0.0.1' };
  return { id: (await client.post('/api/v1/workers/register', body)).body.id as string };
};

const agent: Maker = async ({ client }, marker) => {
  const body = { name: marker, description: marker, system_prompt: marker, tags: [marker] };
  return { id: (await client.post('/api/v1/agents', body)).body.id as string };
};

const agentTask: Maker = async ({ client }, marker) => {
  const body = { title: marker, description: marker, instructions: marker };
  return { id: (await client.post('/api/v1/tasks', body)).body.id as string };
};

/** Whose object the id in a path is, by the beginning of the path; the longest one counts. */
const MAKERS: Record<string, Maker> = {
  '/api/documents/': document,
  '/api/v1/documents/': document,
  '/documents/': document,
  '/api/chunks/': chunk,
  '/api/tasks/': task,
  '/ap/v1/agent/tasks/': task,
  '/api/v1/runs/': run,
  '/api/v1/auth/sessions/': session,
  '/api/v1/security/sessions/': session,
  '/api/v1/security/api-keys/': apiKey,
  '/api/v1/security/clients/': oauthClient,
  '/api/v1/security/identity-providers/': identityProvider((marker) => marker),
  '/api/v1/auth/sso/': identityProvider((marker) => `door-${marker}`),
  '/api/v1/security/roles/': role,
  '/api/v1/admin/users/': member,
  '/api/v1/admin/workers/': worker,
  '/api/v1/workers/': worker,
  '/api/v1/agents/': agent,
  '/api/v1/tasks/': agentTask,
  '/invites/': invite,
  '/orgs/users/': member,
  '/scim/v2/Users/': scimUser,
  '/scim/v2/Groups/': scimGroup,
};

/** What belongs to one person, and not to the organization. */
export const PERSONAL = [
  '/api/documents/',
  '/api/v1/documents/',
  '/documents/',
  '/api/chunks/',
  '/api/tasks/',
  '/ap/v1/agent/tasks/',
  '/api/v1/auth/sessions/',
];

/** What everybody in the organization has, as far as their role lets them. */
export const SHARED = ['/api/v1/agents/', '/api/v1/tasks/', '/api/v1/workers/'];

/** Where a document asks for another answer than 404, to another tenant or to a colleague. */
export const REFUSALS: Record<string, { tenant?: number; colleague?: number }> = {
  // Of the organization, and no secret within it.
  'DELETE /invites/{inviteId}': { colleague: 403 },
  // The same for somebody unknown.
  'DELETE /orgs/users/{userId}': { tenant: 403, colleague: 403 },
};

/** Routes whose parameters name nothing that belongs to anybody, or are a credential themselves. */
export const OWNERLESS = [
  '/pages/',
  '/api/v1/settings/',
  '/api/v1/admin/invite-codes/',
  '/api/share/',
  '/scim/v2/ResourceTypes/',
  '/scim/v2/Schemas/',
];

/** What waits for a runner, which is not there, and is of nobody. */
export const ASK_A_RUNNER = ['/api/configuration/'];

export const makerOf = (path: string): { beginning: string; make: Maker } | undefined => {
  const [best] = Object.keys(MAKERS)
    .filter((beginning) => path.startsWith(beginning))
    .sort((one, other) => other.length - one.length);
  const make = best === undefined ? undefined : MAKERS[best];
  return best !== undefined && make ? { beginning: best, make } : undefined;
};

/** What a route takes that is not content with an empty object. */
export const BODIES: Record<string, object> = {
  'PUT /api/v1/admin/users/{id}/role': { role: 'viewer' },
  'PATCH /api/v1/admin/workers/{id}/approve': { is_approved: true },
  'POST /api/v1/runs/{id}/fork': { step: 0 },
  'POST /api/v1/runs/{id}/messages': { message: 'more' },
  'POST /api/v1/runs/{id}/approvals/{approval_id}': { approved: true },
  'PUT /scim/v2/Users/{id}': { userName: 'mallory@example.com' },
  'PUT /scim/v2/Groups/{id}': { displayName: 'Mallory' },
  'PATCH /scim/v2/Users/{id}': { Operations: [{ op: 'replace', path: 'active', value: false }] },
  'PATCH /scim/v2/Groups/{id}': { Operations: [{ op: 'remove', path: 'members' }] },
};
