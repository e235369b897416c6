import type { ApiClient, ApiResponse } from '../../support/api-client';

export const CLIENTS = '/api/v1/security/clients';

export interface Program {
  client_id: string;
  client_secret: string;
}

/** A program that may sign in for itself, made by an administrator. */
export async function program(admin: ApiClient, more: object = {}): Promise<ApiResponse['body'] & Program> {
  const { body } = await admin.post(CLIENTS, { name: 'nightly', ...more });
  return body;
}

/** Posts the fields of a form. */
export const postForm = (
  client: ApiClient,
  path: string,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<ApiResponse> =>
  client.send('POST', path, {
    raw: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

/** Asks for an access token with the credentials in the form. */
export const tokenFor = (
  client: ApiClient,
  { client_id, client_secret }: Program,
  more: Record<string, string> = {},
): Promise<ApiResponse> =>
  postForm(client, '/oauth/token', {
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    ...more,
  });

/** The header of HTTP Basic, encoded as the standard for clients says. */
export const basic = ({ client_id, client_secret }: Program): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString('base64')}`,
});
