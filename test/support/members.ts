import { randomBytes } from 'node:crypto';
import type { ApiClient, ApiResponse } from './api-client';
import { type Installation, PASSWORD, type Person, type RunningGateway } from './installation';

/** Good enough for the platform's rules. */
export const STRONG = 'Correct-Horse-7-Battery';
export const AUTH = '/api/v1/auth';

export interface Member {
  account: { email: string; password: string; full_name: string };
  // Bodies as they came; the check against the document has typed them.
  user: ApiResponse['body'];
  tokens: ApiResponse['body'];
  client: ApiClient;
}

/** Somebody the platform does not know yet. */
export const stranger = (more: object = {}) => ({
  email: `ada-${randomBytes(6).toString('hex')}@example.com`,
  password: STRONG,
  full_name: 'Ada Lovelace',
  ...more,
});

/** Somebody registered and signed in on the platform's door. */
export async function member(client: ApiClient): Promise<Member> {
  const account = stranger();
  const { body: user } = await client.post(`${AUTH}/register`, account);
  const { body: tokens } = await signIn(client, account);
  return { account, user, tokens, client: client.as(tokens.access_token) };
}

export const signIn = (
  client: ApiClient,
  { email, password }: { email: string; password: string },
  more: object = {},
): Promise<ApiResponse> => client.post(`${AUTH}/login`, { email, password, ...more });

export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString()) as Record<string, unknown>;

/** Status and error code of an answer. */
export const outcome = ({ status, body }: ApiResponse): [number, string] => [status, body?.error_code];

/** Somebody else in the organization of this person, and nowhere else, with this role. */
export async function colleagueOf(
  { actor: { orgId } }: Person,
  role: string,
  { installation, gateway }: { installation: Installation; gateway: RunningGateway },
): Promise<ApiClient> {
  const { actor, username } = await gateway.person();
  const sql = 'UPDATE membership SET org_id = $1, role = $2, owner = false WHERE user_id = $3';
  await installation.sql(sql, [orgId, role, actor.userId]);
  const { body } = await gateway.client.post('/auth/login', { username, password: PASSWORD });
  return gateway.client.as(body.token as string);
}
