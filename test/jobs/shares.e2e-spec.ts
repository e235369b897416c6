import { eventually } from '@muster/testing';
import { EventReaderClient } from '../support/event-reader-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';

describe('a shared run', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  const start = async (input: object = { request: 'count the sheep' }): Promise<string> =>
    (await ada.client.post('/api/v1/runs', { program: 'agent', input, title: 'Sheep' })).body.id;

  const share = async (id: string, client = ada.client) =>
    (await client.post(`/api/v1/runs/${id}/share`)).body;

  const shown = (token: string, part = 'run') => gateway.client.get(`/api/share/${token}/${part}`);

  it('is seen by whoever has the token, for a day, and the token is told once', async () => {
    const id = await start();
    const { status, body } = await ada.client.post(`/api/v1/runs/${id}/share`);
    expect([status, body.run_id, body.url]).toEqual([201, id, `/api/share/${body.token}/run`]);
    expect(body.token).toMatch(/^sh_[\w-]{43}$/);
    expect(new Date(body.expires_at).getTime() - new Date(body.created_at).getTime()).toBe(24 * 3_600_000);
    const { body: run } = await shown(body.token);
    expect(run).toMatchObject({
      id,
      title: 'Sheep',
      status: 'queued',
      input: { request: 'count the sheep' },
    });
    const { body: list } = await ada.client.get(`/api/v1/runs/${id}/shares`);
    expect([list.total, list.items[0].id]).toEqual([1, body.id]);
    expect(JSON.stringify(list)).not.toContain(body.token);
    const [stored] = await installation.sql<{ text: string }>(
      'SELECT s::text AS text FROM share_token s LIMIT 1',
    );
    expect(stored?.text).not.toContain(body.token);
  });

  it('hides what is called like a secret or looks like one', async () => {
    const id = await start({
      request: `use ak_${'a'.repeat(43)}`,
      options: { password: 'hunter2', tokens: 3 },
    });
    const { token } = await share(id);
    const text = JSON.stringify((await shown(token)).body);
    expect(text).not.toMatch(/hunter2|ak_a/);
    const [event] = await installation.sql<{ id: string }>('SELECT id FROM run WHERE id = $1', [id]);
    expect(event?.id).toBe(id);
  });

  it('says the same of a token that is unknown, expired or revoked', async () => {
    const id = await start();
    const [expired, revoked] = [await share(id), await share(id)];
    await installation.sql(`UPDATE share_token SET expires_at = now() WHERE id = $1`, [expired.id]);
    const { status } = await ada.client.delete(`/api/v1/runs/${id}/shares/${revoked.id}`);
    expect(status).toBe(204);
    const answers = await Promise.all(
      [expired.token, revoked.token, `sh_${'A'.repeat(43)}`, 'x', id].flatMap((token: string) => [
        shown(token),
        shown(token, 'events'),
      ]),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect((await ada.client.get(`/api/v1/runs/${id}/shares`)).body.total).toBe(0);
  });

  it('is read-only, and opens nothing else', async () => {
    const { token } = await share(await start());
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const part of ['run', 'events'])
        expect((await gateway.client.send(method, `/api/share/${token}/${part}`)).status).toBe(405);
    const paths = [
      '/api/v1/runs',
      '/api/v1/auth/me',
      '/users/me',
      '/orgs',
      '/api/tasks',
      '/api/v1/documents',
    ];
    for (const path of paths) {
      const bearer = gateway.client.as(token);
      const key = await gateway.client.get(path, { headers: { 'x-api-key': token } });
      const statuses = [(await bearer.get(path)).status, key.status];
      expect(statuses.every((status) => status >= 400)).toBe(true);
      expect((await gateway.client.get(path, { query: { token } })).body).not.toMatchObject({ items: [{}] });
    }
  });

  it('ends with the membership of whoever shared it', async () => {
    const bob = await gateway.person();
    const { body } = await bob.client.post('/api/v1/runs', { program: 'agent', input: { request: 'x' } });
    const { token } = await share(body.id, bob.client);
    await installation.sql('UPDATE app_user SET active = false WHERE id = $1', [bob.actor.userId]);
    // Changed behind the product's back it is believed for a few seconds.
    await eventually(async () => (await shown(token)).status === 404);
  });

  it('can be shared by those who see it alone, and its shares ended by their maker', async () => {
    const id = await start();
    const { id: shareId } = await share(id);
    const bob = await gateway.person();
    expect((await bob.client.post(`/api/v1/runs/${id}/share`)).status).toBe(404);
    expect((await bob.client.get(`/api/v1/runs/${id}/shares`)).status).toBe(404);
    expect((await bob.client.delete(`/api/v1/runs/${id}/shares/${shareId}`)).status).toBe(404);
    const other = await start();
    expect((await ada.client.delete(`/api/v1/runs/${other}/shares/${shareId}`)).status).toBe(404);
  });

  it('is followed live, until the share is revoked', async () => {
    const id = await start();
    const { id: shareId, token } = await share(id);
    const closed: string[] = [];
    const response = await fetch(`${gateway.url}/api/share/${token}/events?from=start`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    void response.text().then((text) => closed.push(text));
    const live = await EventReaderClient.open(`${gateway.url}/api/share/${token}/events?from=start`);
    await eventually(() => live.types.includes('run.created'));
    await ada.client.post(`/api/v1/runs/${id}/pause`);
    await eventually(() => live.types.includes('run.paused'));
    const strangers = await start();
    await ada.client.delete(`/api/v1/runs/${id}/shares/${shareId}`);
    await eventually(() => closed.length === 1);
    expect(closed[0]).toContain('event: run.paused');
    expect(closed[0]).not.toContain(strangers);
    live.close();
  });

  it('is followed until the share expires, however it was opened', async () => {
    const { id: shareId, token } = await share(await start());
    const stream = fetch(`${gateway.url}/api/share/${token}/events`).then((response) => response.text());
    await installation.sql(`UPDATE share_token SET expires_at = now() + interval '1 second' WHERE id = $1`, [
      shareId,
    ]);
    await expect(stream).resolves.toContain(': open');
  });
});
