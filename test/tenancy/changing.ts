import { randomBytes } from 'node:crypto';
import type { ApiClient, ApiResponse, RequestOptions } from '../support/api-client';
import { formOf } from '../support/forms';
import type { Installation, Person, RunningGateway } from '../support/installation';
import { type Member, member } from '../support/members';

/** What a change needs, and how it is done. */
export interface World {
  installation: Installation;
  gateway: RunningGateway;
  /** Of the installation. */
  admin: ApiClient;
  /** Sends the one request that is looked at. */
  send(client: ApiClient, method: string, path: string, options?: RequestOptions): Promise<ApiResponse>;
}

/** Makes what is to be changed, and sends the request that changes it. */
export type Change = (world: World) => Promise<ApiResponse>;

export const email = (): string => `x-${randomBytes(6).toString('hex')}@example.com`;
export const json = (body: object = {}): RequestOptions => ({ body });
export const form = (): RequestOptions => ({ raw: formOf('notes.txt', 'Some notes.') });

/** The PIN that was mailed to the address. */
export async function pinFor({ gateway, installation }: World, to: string): Promise<string> {
  await gateway.client.post('/accounts/email_verifications', { email: to });
  const [mail] = await installation.sql<{ text: string }>(
    'SELECT text FROM mail WHERE recipient = $1 ORDER BY created_at DESC LIMIT 1',
    [to],
  );
  return /is: (\w{6})$/m.exec(mail?.text ?? '')?.[1] ?? '';
}

/** By whoever owns the organization. */
export const byOwner =
  (
    method: string,
    path: string,
    options: (owner: Person) => RequestOptions | Promise<RequestOptions>,
  ): Change =>
  async (world) => {
    const owner = await world.gateway.person();
    return world.send(owner.client, method, path, await options(owner));
  };

/** By somebody who signed in on the platform's door. */
export const byMember =
  (
    path: string,
    options: (one: Member) => RequestOptions | Promise<RequestOptions>,
    method = 'POST',
  ): Change =>
  async (world) => {
    const one = await member(world.gateway.client);
    return world.send(one.client, method, path, await options(one));
  };

export const byAdmin =
  (method: string, path: string, body: object): Change =>
  ({ admin, send }) =>
    send(admin, method, path, json(body));

export const byNobody =
  (path: string, body: (world: World) => object | Promise<object>): Change =>
  async (world) =>
    world.send(world.gateway.client, 'POST', path, json(await body(world)));

/** Somebody else in the owner's organization. */
async function colleague({ installation, gateway }: World, owner: Person): Promise<Person> {
  const one = await gateway.person();
  await installation.sql(
    `UPDATE membership SET org_id = $1, role = 'viewer', owner = false WHERE user_id = $2`,
    [owner.actor.orgId, one.actor.userId],
  );
  return one;
}

export const onColleague =
  (method: string, path: (id: string) => string, body?: object): Change =>
  async (world) => {
    const owner = await world.gateway.person();
    const { actor } = await colleague(world, owner);
    return world.send(owner.client, method, path(actor.userId), body && json(body));
  };
