import type { ApiClient } from './api-client';
import { PASSWORD, type RunningGateway } from './installation';
import { AUTH } from './members';

/** The first administrator, signed in. */
export async function administrator({ client }: RunningGateway): Promise<ApiClient> {
  const login = { email: 'admin@muster.local', password: PASSWORD };
  const { body } = await client.post(`${AUTH}/login`, login);
  return client.as(body.access_token as string);
}
