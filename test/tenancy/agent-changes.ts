import { byOwner, type Change, json } from './changing';

const changeTask: Change = async ({ gateway, send }) => {
  const { client } = await gateway.person();
  const { body } = await client.post('/api/v1/tasks', { title: 'Read the news' });
  return send(client, 'PATCH', `/api/v1/tasks/${body.id}`, json({ title: 'Read the papers' }));
};

/** What is done about agents and workers. */
export const AGENT_CHANGES: Record<string, Change> = {
  'POST /api/v1/agents': byOwner('POST', '/api/v1/agents', () => json({ name: 'Researcher' })),
  'POST /api/v1/tasks': byOwner('POST', '/api/v1/tasks', () => json({ title: 'Read the news' })),
  'PATCH /api/v1/tasks/:id': changeTask,
  'POST /api/v1/workers/register': byOwner('POST', '/api/v1/workers/register', () =>
    json({ name: 'builder', hostname: 'host', ip_address: '10.0.0.1' }),
  ),
};
