import { randomBytes, randomUUID } from 'node:crypto';
import { eventually, FalseIssuer, Issuer } from '@muster/testing';
import { TOTP } from 'otpauth';
import { CALLBACK, codeIn, journey, PROVIDERS, stranger as newcomer } from '../platform/sso/journeys';
import { CLIENTS, program, tokenFor } from '../protocols/oauth/programs';
import type { ApiClient, ApiResponse, RequestOptions } from '../support/api-client';
import { AUTH, type Member, member, signIn, stranger, STRONG } from '../support/members';
import { AGENT_CHANGES } from './agent-changes';
import {
  byAdmin,
  byMember,
  byNobody,
  byOwner,
  type Change,
  email,
  form,
  json,
  onColleague,
  pinFor,
  type World,
} from './changing';
import { INSTALLATION_CHANGES } from './installation-changes';
import { makerOf, type Params } from './objects';

const startRun = async (client: ApiClient): Promise<string> => {
  const { body } = await client.post('/api/v1/runs', { program: 'agent', input: { request: 'x' } });
  return body.id as string;
};

/** A run in this state, as if it had been executed. */
const onRun =
  (path: string, status: string, body: object = {}): Change =>
  async (world) => {
    const owner = await world.gateway.person();
    const id = await startRun(owner.client);
    await world.installation.sql('UPDATE run SET status = $2 WHERE id = $1', [id, status]);
    return world.send(owner.client, 'POST', `/api/v1/runs/${id}/${path}`, json(body));
  };

const decide: Change = async ({ gateway, installation, send }) => {
  const { client, actor } = await gateway.person();
  const [run, id] = [await startRun(client), randomUUID()];
  await installation.sql(
    `INSERT INTO approval (id, org_id, user_id, run_id, step_key, action, args, args_hash, status, created_at)
     VALUES ($1, $2, $3, $4, 'ask', 'merge', '{}', 'x', 'pending', now())`,
    [id, actor.orgId, actor.userId, run],
  );
  return send(client, 'POST', `/api/v1/runs/${run}/approvals/${id}`, json({ approved: false }));
};

const fork: Change = async ({ gateway, send }) => {
  const { client } = await gateway.person();
  const id = await startRun(client);
  await eventually(async () => (await client.get(`/api/v1/runs/${id}/steps`)).body.items[0]);
  return send(client, 'POST', `/api/v1/runs/${id}/fork`, json({ step: 1 }));
};

const restore: Change = async (world) => {
  const owner = await world.gateway.person();
  const { id } = (await makerOf('/api/documents/')?.make(owner, 'notes')) as Params;
  await owner.client.send('POST', `/api/v1/documents/${id}/revisions`, form());
  return world.send(owner.client, 'POST', `/api/v1/documents/${id}/revisions/1/restore`, json());
};

const codeOf = async (client: ApiClient): Promise<string> => {
  const { body } = await client.post(`${AUTH}/mfa/setup`, {});
  return new TOTP({ secret: body.secret as string }).generate();
};

const withFactor = async (one: Member): Promise<RequestOptions> => {
  await one.client.post(`${AUTH}/mfa/verify`, { code: await codeOf(one.client) });
  return json({ password: STRONG });
};

const clientToken = async ({ admin, gateway }: World) => {
  const one = await program(admin);
  return { one, token: (await tokenFor(gateway.client, one)).body.access_token as string };
};

const encoded = (fields: Record<string, string>): RequestOptions => ({
  raw: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

const ISSUER = {
  name: 'Corp',
  client_id: 'muster',
  client_secret: 'a secret between us',
  default_role: 'viewer',
};

const comeBySso: Change = async ({ admin, gateway, send }) => {
  const slug = `corp-${randomBytes(4).toString('hex')}`;
  const { client_id, client_secret } = ISSUER;
  const redirect_uris = [CALLBACK(gateway.url, slug)];
  const issuer = await Issuer.start({
    inToken: true,
    clients: [{ client_id, client_secret, redirect_uris }],
  });
  try {
    await admin.post(PROVIDERS, { ...ISSUER, slug, issuer: issuer.url });
    const back = await journey(gateway.client, issuer, slug, newcomer());
    return await send(gateway.client, 'POST', `${AUTH}/sso/exchange`, json({ code: codeIn(back) }));
  } finally {
    await issuer.close();
  }
};

const makeProvider: Change = async ({ gateway, send }) => {
  const issuer = await FalseIssuer.start();
  const { client } = await gateway.person();
  const body = { ...ISSUER, slug: `own-${randomBytes(4).toString('hex')}`, issuer: issuer.url };
  const answer = await send(client, 'POST', PROVIDERS, json(body));
  await issuer.close();
  return answer;
};

const SCIM = '/scim/v2';
const renamed = (path: string, value: string): RequestOptions => ({
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path, value }],
  },
});

const verifyFactor = byMember(`${AUTH}/mfa/verify`, async ({ client }) =>
  json({ code: await codeOf(client) }),
);

/** Changes that the object of `objects.ts` and an empty body do not make, by `METHOD path`. */
export const CHANGES: Record<string, Change> = {
  ...INSTALLATION_CHANGES,
  ...AGENT_CHANGES,
  'POST /accounts': byNobody('/accounts', async (world) => {
    const to = email();
    return { email: to, userName: 'Ada', pin: await pinFor(world, to) };
  }),
  'POST /accounts/email_verifications': byNobody('/accounts/email_verifications', () => ({ email: email() })),
  'POST /accounts/email_verifications/check_pin': byNobody(
    '/accounts/email_verifications/check_pin',
    async (world) => {
      const to = email();
      return { email: to, pin: await pinFor(world, to) };
    },
  ),
  'POST /accounts/password': byNobody('/accounts/password', async (world) => {
    const { email: to } = await world.gateway.person();
    return { email: to, pin: await pinFor(world, to), password: STRONG };
  }),
  'POST /accounts/sign_in': byNobody('/accounts/sign_in', async (world) => {
    const { email: to } = await world.gateway.person();
    return { email: to, pin: await pinFor(world, to) };
  }),
  'POST /accounts/sign_in_codes': byOwner('POST', '/accounts/sign_in_codes', () => json()),
  'POST /accounts/sign_out': byOwner('POST', '/accounts/sign_out', () => json()),
  'POST /ap/v1/agent/tasks': byOwner('POST', '/ap/v1/agent/tasks', () => json({ input: 'hello' })),
  'POST /api/documents': byOwner('POST', '/api/documents', () => ({
    ...form(),
    query: { title: 'Notes', description: '' },
  })),
  'POST /api/tasks': byOwner('POST', '/api/tasks', () => json({ message: 'hello' })),
  'POST /api/v1/admin/users': byOwner('POST', '/api/v1/admin/users', () => json(stranger())),
  'PUT /api/v1/admin/users/:id/role': onColleague('PUT', (id) => `/api/v1/admin/users/${id}/role`, {
    role: 'operator',
  }),
  'POST /api/v1/auth/change-password': byMember(`${AUTH}/change-password`, () =>
    json({ current_password: STRONG, new_password: `${STRONG}-8` }),
  ),
  'POST /api/v1/auth/login': async (world) => {
    const { account } = await member(world.gateway.client);
    return world.send(world.gateway.client, 'POST', `${AUTH}/login`, json(account));
  },
  'POST /api/v1/auth/logout': byMember(`${AUTH}/logout`, () => json()),
  'PUT /api/v1/auth/me': byMember(`${AUTH}/me`, () => json({ full_name: 'Ada' }), 'PUT'),
  'POST /api/v1/auth/mfa/disable': byMember(`${AUTH}/mfa/disable`, withFactor),
  'POST /api/v1/auth/mfa/setup': byMember(`${AUTH}/mfa/setup`, () => json()),
  'POST /api/v1/auth/mfa/verify': verifyFactor,
  'POST /api/v1/auth/verify-mfa': byMember(`${AUTH}/verify-mfa`, async ({ client }) =>
    json({ code: await codeOf(client) }),
  ),
  'DELETE /api/v1/auth/sessions': byMember(`${AUTH}/sessions`, () => ({}), 'DELETE'),
  'DELETE /api/v1/security/sessions': byOwner('DELETE', '/api/v1/security/sessions', () => ({})),
  'POST /api/v1/auth/refresh': async (world) => {
    const { account } = await member(world.gateway.client);
    const { body } = await signIn(world.gateway.client, account);
    return world.send(
      world.gateway.client,
      'POST',
      `${AUTH}/refresh`,
      json({ refresh_token: body.refresh_token }),
    );
  },
  'POST /api/v1/auth/register': byNobody(`${AUTH}/register`, () => stranger()),
  'POST /api/v1/auth/switch': byOwner('POST', `${AUTH}/switch`, ({ actor }) => json({ org_id: actor.orgId })),
  'POST /api/v1/documents/:id/revisions/:number/restore': restore,
  'POST /api/v1/runs': byOwner('POST', '/api/v1/runs', () =>
    json({ program: 'agent', input: { request: 'x' } }),
  ),
  'POST /api/v1/runs/:id/approvals/:approval_id': decide,
  'POST /api/v1/runs/:id/fork': fork,
  'POST /api/v1/runs/:id/resume': onRun('resume', 'paused'),
  'PUT /api/v1/security': byAdmin('PUT', '/api/v1/security', { lockout: { max_attempts: 5 } }),
  'PUT /api/v1/security/password-policy': byAdmin('PUT', '/api/v1/security/password-policy', {
    min_length: 12,
  }),
  'PUT /api/v1/security/ip-rules': byAdmin('PUT', '/api/v1/security/ip-rules', { rules: [] }),
  'PUT /api/v1/security/group-roles': byOwner('PUT', '/api/v1/security/group-roles', () =>
    json({ mappings: [] }),
  ),
  'POST /api/v1/security/api-keys': byOwner('POST', '/api/v1/security/api-keys', () => json({ name: 'CI' })),
  'POST /api/v1/security/clients': byOwner('POST', CLIENTS, () => json({ name: 'nightly' })),
  'POST /api/v1/security/roles': byOwner('POST', '/api/v1/security/roles', () =>
    json({ name: 'Reader', base: 'viewer', permissions: ['runs:read'] }),
  ),
  'PUT /api/v1/settings/bulk': byAdmin('PUT', '/api/v1/settings/bulk', {
    settings: { 'general.log_level': 'INFO' },
  }),
  'PUT /api/v1/settings/:category/:key': byAdmin('PUT', '/api/v1/settings/general/log_level', {
    value: 'INFO',
  }),
  'POST /auth/login': async (world) => {
    const { username } = await world.gateway.person();
    return world.send(
      world.gateway.client,
      'POST',
      '/auth/login',
      json({ username, password: 'correct horse battery' }),
    );
  },
  'POST /auth/register': byNobody('/auth/register', () => ({
    username: `x-${randomBytes(6).toString('hex')}`,
    name: 'Ada',
    email: email(),
    password: STRONG,
  })),
  'POST /invites': byOwner('POST', '/invites', async ({ client }) => {
    const { body: roles } = await client.get('/orgs/roles');
    return json({ email: email(), name: 'Bob', orgRoleId: roles[2].id });
  }),
  'POST /oauth/token': async (world) => {
    const { client_id, client_secret } = await program(world.admin);
    const fields = { grant_type: 'client_credentials', client_id, client_secret };
    return world.send(world.gateway.client, 'POST', '/oauth/token', encoded(fields));
  },
  'POST /oauth/revoke': async (world) => {
    const { one, token } = await clientToken(world);
    const { client_id, client_secret } = one;
    return world.send(
      world.gateway.client,
      'POST',
      '/oauth/revoke',
      encoded({ client_id, client_secret, token }),
    );
  },
  'POST /api/v1/auth/sso/exchange': comeBySso,
  'POST /api/v1/security/identity-providers': makeProvider,
  'POST /scim/v2/Users': byOwner('POST', `${SCIM}/Users`, () => json({ userName: email() })),
  'POST /scim/v2/Groups': byOwner('POST', `${SCIM}/Groups`, () => json({ displayName: 'Engineering' })),
  'PUT /org_user_config': byOwner('PUT', '/org_user_config', () => json()),
  'POST /orgs': byOwner('POST', '/orgs', () => json({ name: 'Engines' })),
  'DELETE /orgs/users/:userId': onColleague('DELETE', (id) => `/orgs/users/${id}`),
  'PATCH /users/me': byOwner('PATCH', '/users/me', () => json({ name: 'Ada' })),
  'PUT /users/me/password': byOwner('PUT', '/users/me/password', () =>
    json({ currentPassword: 'correct horse battery', newPassword: STRONG }),
  ),
};

/** Bodies for objects of `objects.ts`, where an empty one changes nothing. */
const BODIES: Record<string, () => RequestOptions> = {
  'POST /ap/v1/agent/tasks/:task_id/artifacts': form,
  'POST /api/tasks/:id/documents': form,
  'POST /api/v1/documents/:id/revisions': form,
  'POST /api/v1/runs/:id/messages': () => json({ message: 'more' }),
  'PUT /scim/v2/Users/:id': () => json({ userName: email(), displayName: 'Ada' }),
  'PATCH /scim/v2/Users/:id': () => renamed('displayName', 'Ada'),
  'PUT /scim/v2/Groups/:id': () => json({ displayName: `Group ${email()}` }),
  'PATCH /scim/v2/Groups/:id': () => renamed('displayName', `Group ${email()}`),
  'PATCH /api/v1/admin/workers/:id/approve': () => json({ is_approved: true }),
  'PATCH /api/v1/security/clients/:id': () => json({ name: 'weekly' }),
};

/** Makes the object that the path is about and sends what changes it. */
export const changeOfObject = async (world: World, method: string, path: string): Promise<ApiResponse> => {
  const owner = await world.gateway.person();
  const made = await makerOf(path.replace(/:(\w+)/g, '{$1}'))?.make(
    owner,
    `x-${randomBytes(4).toString('hex')}`,
  );
  const url = path.replace(/:(\w+)/g, (_, name: string) => made?.[name] ?? 'missing');
  const options = BODIES[`${method} ${path}`]?.() ?? (method === 'DELETE' ? undefined : json());
  return world.send(owner.client, method, url, options);
};

/** Those that wait until a runner has done something. */
export const NEED_A_RUNNER = [
  'POST /api/tasks/:id',
  'POST /ap/v1/agent/tasks/:task_id/steps',
  'POST /api/v1/runs/:id/replay',
  'POST /api/v1/runs/:id/fork',
];
