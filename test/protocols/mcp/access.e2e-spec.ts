import { request } from 'node:http';
import { UserFactsService } from '@muster/identity';
import { PASSWORD, type Person, type RunningGateway } from '../../support/installation';
import { Bench, call, GENERATIONS } from './bench';
import { RawClient, RawStream } from './raw-client';

const READING = [
  'search_documents',
  'list_documents',
  'get_document',
  'read_document',
  'list_runs',
  'get_run',
  'list_steps',
];
const PING = { id: 1, method: 'ping' };
const HELLO = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};

describe('access to the MCP server', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start({ BODY_LIMIT_KB: '64' });
  });

  afterAll(() => bench.close());

  const raw = () => RawClient.without(bench.gateway.url, bench.ada.token);

  const asViewer = async (): Promise<Person> => {
    const who = await bench.gateway.person();
    await bench.installation.sql(`UPDATE membership SET role = 'viewer' WHERE user_id = $1`, [
      who.actor.userId,
    ]);
    bench.gateway.app.get(UserFactsService, { strict: false }).forget(who.actor.userId);
    return who;
  };

  it('stops telling when the credential ends', async () => {
    const who = await bench.gateway.person();
    const { url } = bench.gateway;
    const client = await bench.connect(who, GENERATIONS['that says all in each request'], url);
    const { closed } = await client.listen({ resourceSubscriptions: ['muster://runs/x'] });
    const session = await RawClient.connect(url, who.token);
    const stream = RawStream.of(await session.listen(), new AbortController());
    const passwords = { currentPassword: PASSWORD, newPassword: `${PASSWORD} 8` };
    expect((await who.client.put('/users/me/password', passwords)).status).toBe(200);
    expect(await closed).not.toBe('local');
    expect(await stream.rest()).toEqual([]);
  });

  it.each(Object.entries(GENERATIONS))('needs a credential of a client %s', async (_, options) => {
    const closed = await bench.installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' });
    await expect(bench.connect(undefined, options, closed.url)).rejects.toThrow(/401|auth/i);
    for (const message of [HELLO, PING]) {
      const answer = await RawClient.without(closed.url).post(message);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
    expect((await RawClient.without(closed.url, 'a.b.c').post(PING)).status).toBe(401);
    expect((await RawClient.without(closed.url).listen()).status).toBe(401);
  });

  it.each(Object.entries(GENERATIONS))(
    'a stranger may look around in the public workspace, and do nothing there, with a client %s',
    async (_, options) => {
      const open = await bench.installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' });
      const client = await bench.connect(undefined, options, open.url);
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(READING);
      expect((await call(client, 'list_documents')).documents).toEqual([]);
      await expect(call(client, 'start_run', { request: 'x' })).rejects.toThrow(/not found/);
      await expect(call(client, 'create_task', { message: 'x' })).rejects.toThrow(/not found/);
    },
  );

  it.each(Object.entries(GENERATIONS))(
    'shows and serves what the role allows, to a client %s',
    async (_, options) => {
      const viewer = await bench.connect(await asViewer(), options);
      const { tools } = await viewer.listTools();
      expect(tools.map(({ name }) => name)).toEqual(READING);
      expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
      await expect(call(viewer, 'ask_documents', { question: 'x' })).rejects.toThrow(/not found/);

      const operator = await bench.connect(bench.ada, options);
      const all = (await operator.listTools()).tools;
      const named = (wanted: (one: (typeof all)[number]) => boolean | undefined) =>
        all.filter(wanted).map(({ name }) => name);
      expect(named(({ annotations }) => annotations?.readOnlyHint).sort()).toEqual([...READING].sort());
      expect(named(({ annotations }) => annotations?.destructiveHint)).toEqual([
        'cancel_run',
        'decide_approval',
      ]);
      expect(all).toHaveLength(14);
      for (const { name, title, description, outputSchema } of all) {
        expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
        expect([typeof title, typeof description, outputSchema?.type]).toEqual([
          'string',
          'string',
          'object',
        ]);
      }
      // Models read this before they do anything.
      const read = all.map(({ name, description, inputSchema }) => [name, description, inputSchema]);
      expect(JSON.stringify(read).length).toBeLessThan(10_000);
    },
  );

  describe('over the wire', () => {
    let gateway: RunningGateway;

    beforeAll(async () => {
      gateway = await bench.installation.startGateway({ CORS_ORIGINS: '*,https://listed.example.com' });
    });

    it.each([
      ['https://evil.example.com', 403],
      ['http://localhost.evil.example.com', 403],
      ['null', 403],
      ['http://localhost:6274', 200],
      ['http://[::1]:80', 200],
      ['https://listed.example.com', 200],
      ['http://listed.example.com', 403],
    ])('answers a page from %s with %i', async (origin, status) => {
      expect(
        (await RawClient.without(gateway.url, bench.ada.token).with({ origin }).post(HELLO)).status,
      ).toBe(status);
    });

    it('shows pages the session that they are in', async () => {
      const answer = await raw().with({ origin: 'http://localhost:6274' }).post(HELLO);
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Request-ID.*Mcp-Session-Id/);
    });

    const asHost = (url: string, host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = {
          host,
          authorization: `Bearer ${bench.ada.token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        };
        request(new URL('/mcp', url), { method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end(JSON.stringify({ jsonrpc: '2.0', ...HELLO }));
      });

    it('does not let a name of somebody else lead to this machine, unless a proxy is in front', async () => {
      const { url } = bench.gateway;
      expect(await asHost(url, 'evil.example.com')).toBe(403);
      expect(await asHost(url, 'localhost:1234')).toBe(200);
      const behind = await bench.installation.startGateway({ TRUST_PROXY: '1' });
      expect(await asHost(behind.url, 'muster.example.com')).toBe(200);
    });

    it.each<[string, object | string, Record<string, string>, number]>([
      ['a batch', [{ jsonrpc: '2.0', ...PING }], {}, 400],
      ['what is no JSON', '{', {}, 400],
      ['what is no message', { hello: 1 }, {}, 400],
      ['no body', '', {}, 400],
      ['another media type', JSON.stringify(PING), { 'content-type': 'text/plain' }, 415],
      ['a client that takes no streams', PING, { accept: 'application/json' }, 406],
      ['a revision that nobody knows', PING, { 'mcp-protocol-version': '1999-01-01' }, 400],
      ['a session that nobody issued', PING, { 'mcp-session-id': 'made-up' }, 404],
      ['more than fits', JSON.stringify({ ...PING, x: 'x'.repeat(70_000) }), {}, 413],
    ])('refuses %s', async (_, message, headers, status) => {
      const answer = await raw().with(headers).post(message);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject(expect.any(Object));
    });

    it('serves a client that keeps no session, and one of any revision', async () => {
      expect(await (await raw().post(PING)).json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
      for (const protocolVersion of ['2025-03-26', '2025-06-18', '2025-11-25', '2099-01-01']) {
        const answer = await raw().post({ ...HELLO, params: { ...HELLO.params, protocolVersion } });
        const known = protocolVersion === '2099-01-01' ? '2025-11-25' : protocolVersion;
        expect(await answer.json()).toMatchObject({ result: { protocolVersion: known } });
        expect(answer.headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]+$/);
      }
    });

    it('has no stream to offer to whoever names no session, and ends none on request', async () => {
      expect((await raw().listen()).status).toBe(405);
      expect((await raw().listen('a-stream.1')).status).toBe(405);
      const session = await RawClient.connect(bench.gateway.url, bench.ada.token);
      expect((await session.listen(`${'x'.repeat(22)}.1`)).status).toBe(405);
      const gone = await fetch(new URL('/mcp', bench.gateway.url), { method: 'DELETE' });
      expect([gone.status, gone.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')]);
    });

    it('keeps a session whose client has much to say about itself', async () => {
      const capabilities = { elicitation: { form: {}, more: 'x'.repeat(5_000) } };
      const client = await RawClient.connect(bench.gateway.url, bench.ada.token, capabilities);
      expect((await client.post(PING)).status).toBe(200);
    });

    it('counts against the limit of the caller', async () => {
      const limited = await bench.installation.startGateway({ RATE_LIMIT: 'on', RATE_LIMIT_USER: '2' });
      const client = RawClient.without(limited.url, bench.stranger.token);
      const statuses = [];
      for (let n = 0; n < 3; n += 1) statuses.push((await client.post(PING)).status);
      expect(statuses).toEqual([200, 200, 429]);
    });
  });
});
