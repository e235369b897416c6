import { randomBytes } from 'node:crypto';
import { ApiKeysService, type Actor, Authenticator, OrganizationsService } from '@muster/identity';
import type { ApiClient, ApiResponse } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';

export const SCIM = '/scim/v2';
export const USERS = `${SCIM}/Users`;
export const GROUPS = `${SCIM}/Groups`;

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** An organization with an administrator, and an identity provider that has a key for it. */
export interface Tenant {
  admin: Actor;
  token: string;
  /** What the identity provider sends with. */
  idp: ApiClient;
}

export interface ScimBench {
  installation: Installation;
  gateway: RunningGateway;
  tenant(scopes?: string[]): Promise<Tenant>;
}

/** Of a spec file as a whole: opened before its tests, closed after them. */
export function scimBench(): ScimBench {
  let installation: Installation;
  let gateway: RunningGateway;
  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal' });
    gateway = await installation.startGateway();
  });
  afterAll(() => installation.close());
  return {
    get installation() {
      return installation;
    },
    get gateway() {
      return gateway;
    },
    tenant: (scopes) => tenant(gateway, scopes),
  };
}

async function tenant(gateway: RunningGateway, scopes = ['scim:read', 'scim:write']): Promise<Tenant> {
  const { actor, token } = await gateway.person();
  const { app } = gateway;
  const strict = { strict: false };
  const { id } = await app.get(OrganizationsService, strict).create(actor, { name: 'Engines' });
  const admin = await app.get(Authenticator, strict).authenticate(token, id);
  const { key } = await app.get(ApiKeysService, strict).create(admin, { name: 'IdP', scopes });
  const headers = { 'content-type': 'application/scim+json' };
  return { admin, token, idp: gateway.client.with(headers).as(key) };
}

export const newName = (): string => `ada-${randomBytes(6).toString('hex')}@example.com`;

/** A user as identity providers send them. */
export const user = (userName = newName(), more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  displayName: 'Ada Lovelace',
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
  ...more,
});

export const group = (displayName: string, ...members: string[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName,
  members: members.map((value) => ({ value })),
});

export const operations = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

/** A user that was made; answers the resource. */
export async function made(idp: ApiClient, more: object = {}): Promise<ApiResponse['body']> {
  const { status, body } = await idp.post(USERS, user(newName(), more));
  if (status !== 201) throw new Error(`not made: ${JSON.stringify(body)}`);
  return body;
}

export async function madeGroup(idp: ApiClient, name: string, ...members: string[]): Promise<string> {
  const { status, body } = await idp.post(GROUPS, group(name, ...members));
  if (status !== 201) throw new Error(`not made: ${JSON.stringify(body)}`);
  return body.id as string;
}

/** Status and kind of error. */
export const outcome = ({ status, body }: ApiResponse): [number, string | undefined] => [
  status,
  body?.scimType,
];

export const ask = (
  idp: ApiClient,
  path: string,
  filter: string,
  more: Record<string, string | number> = {},
) => idp.get(path, { query: { filter, ...more } });
