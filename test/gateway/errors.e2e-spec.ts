import { Installation, RunningGateway } from '../support/installation';
import { ProbeModule } from './probe';

describe('errors', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({}, ProbeModule);
  });

  afterAll(() => installation.close());

  const failure = (prefix: string, error: string) => gateway.client.post(`${prefix}/fail`, { error });

  it.each([
    ['missing', 404],
    ['busy', 409],
    ['locked', 423],
    ['large', 413],
    ['type', 415],
    ['budget', 402],
    ['state', 400],
    ['down', 503],
    ['bug', 500],
    ['internal', 500],
    ['database', 503],
  ])('of kind %s have status %d on every surface', async (error, status) => {
    for (const prefix of ['/probe/steps', '/api/v1/probe', '/ap/v1/probe'])
      expect((await failure(prefix, error)).status).toBe(status);
  });

  it('say when another try makes sense', async () => {
    expect((await failure('/probe/steps', 'busy')).headers.get('retry-after')).toBe('5');
  });

  it('have the words of the step surface on its routes', async () => {
    const { body } = await failure('/probe/steps', 'state');
    expect(body).toEqual({
      path: '/probe/steps/fail',
      message: 'not while it runs',
      statusCode: 400,
      timestamp: expect.any(String),
    });
    const { status, body: invalid } = await gateway.client.post('/probe/steps/fail', {});
    expect([status, Object.keys(invalid.validationErrors)]).toEqual([400, ['error']]);
  });

  it('have the words of the platform on its routes', async () => {
    const { body } = await failure('/api/v1/probe', 'missing');
    expect(body).toMatchObject({
      detail: expect.stringContaining('not found'),
      status_code: 404,
      error_code: 'RES_001',
      error_name: 'RESOURCE_NOT_FOUND',
      request_id: expect.any(String),
    });
    const { status, body: invalid } = await gateway.client.post('/api/v1/probe/fail', { error: 7 });
    expect([status, invalid.error_code]).toEqual([422, 'VAL_001']);
    expect(invalid.detail).toEqual([
      { loc: ['body', 'error'], msg: expect.any(String), type: 'value_error' },
    ]);
    expect(invalid.details.errors).toEqual([
      { field: 'error', message: expect.any(String), type: 'value_error' },
    ]);
  });

  it('call an id that is none a failed validation', async () => {
    const { client } = await gateway.person();
    const { status, body } = await client.get('/api/v1/probe/17');
    expect([status, body.detail[0].loc]).toEqual([422, ['path', 'id']]);
    expect((await client.get('/probe/things/17')).status).toBe(400);
  });

  it('have a message and nothing else in the Agent Protocol', async () => {
    expect((await failure('/ap/v1/probe', 'missing')).body).toEqual({ message: expect.any(String) });
    expect((await gateway.client.post('/ap/v1/probe/fail', {})).status).toBe(422);
  });

  it('tell nothing about a bug', async () => {
    for (const kind of ['bug', 'internal', 'database']) {
      const { body } = await failure('/probe/steps', kind);
      expect(JSON.stringify(body)).not.toMatch(/secret internals|ECONNREFUSED/);
    }
  });

  it('of unknown paths have the members of every surface', async () => {
    const { status, body } = await gateway.client.get('/nowhere?x=1');
    expect([status, Object.keys(body).sort()]).toEqual([
      404,
      ['code', 'detail', 'message', 'path', 'statusCode', 'status_code', 'timestamp'],
    ]);
    expect(body.path).toBe('/nowhere');
  });

  it('of a path under another method are 405 and name the methods it has', async () => {
    const { status, headers } = await gateway.client.put('/probe/steps/fail', {});
    expect([status, headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    const other = await gateway.client.patch('/probe/things', {});
    expect(other.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
  });

  it('of a path that is not properly encoded are 400', async () => {
    expect((await fetch(`${gateway.url}/probe/things/%E0%A4%A`)).status).toBe(400);
  });

  it('of a body that is not JSON, too large or of another kind are told apart', async () => {
    const json = { 'content-type': 'application/json' };
    const send = (raw: string, headers: Record<string, string>) =>
      gateway.client.send('POST', '/probe/steps/fail', { raw, headers });
    expect((await send('{"error":', json)).status).toBe(400);
    expect(
      (await send('error=missing', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    expect((await send(JSON.stringify({ error: 'x'.repeat(1_100_000) }), json)).status).toBe(413);
    expect((await send('[]', json)).status).toBe(400);
    expect((await send('{"error":"missing"}', { 'content-type': 'application/problem+json' })).status).toBe(
      404,
    );
  });
});
