import { eventually } from '@muster/testing';
import type { ApiClient, ApiResponse } from './api-client';
import { formOf } from './forms';

/** A new task; answers its id. */
export async function createTask(client: ApiClient, message = 'hello', more: object = {}): Promise<string> {
  const { body } = await client.post('/api/tasks', { message, ...more });
  return body.id as string;
}

export const step = (
  client: ApiClient,
  task: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<ApiResponse> => client.post(`/api/tasks/${task}`, body, { headers });

/** Uploads a document; answers what the upload did. */
export const upload = (
  client: ApiClient,
  filename: string,
  content: string | Uint8Array<ArrayBuffer>,
  query: Record<string, string> = { title: filename, description: '' },
): Promise<ApiResponse> => client.send('POST', '/api/documents', { raw: formOf(filename, content), query });

/** The document as soon as it is ready; fails when it does. */
export const untilReady = (client: ApiClient, id: string): Promise<ApiResponse['body']> =>
  eventually(async () => {
    const { body } = await client.get(`/api/documents/${id}`);
    if (body.ingestion === 'failed') throw new Error(`ingestion failed: ${body.error}`);
    return body.ingestion === 'ready' && body;
  }, `document ${id} is ready`);
