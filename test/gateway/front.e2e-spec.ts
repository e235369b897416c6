import { freePort } from '../support/app-process';
import { Installation, Person, RunningGateway } from '../support/installation';
import { ProbeModule } from './probe';

const THINGS = '/probe/things';
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('every answer', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({}, ProbeModule);
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  it('carries security headers and how long it took', async () => {
    for (const path of ['/health', '/nowhere']) {
      const { headers } = await gateway.client.get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-response-time')).toMatch(/^\d+\.\dms$/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('repeats the request id of the client, or has one of its own', async () => {
    const sent = await gateway.client.get('/health', { headers: { 'x-request-id': 'my-id:7' } });
    expect(sent.headers.get('x-request-id')).toBe('my-id:7');
    const bad = await gateway.client.get('/health', { headers: { 'x-request-id': 'no spaces "' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is the same with a trailing slash', async () => {
    for (const path of ['/health/', `${THINGS}/`, `${THINGS}/${ID}/`])
      expect((await ada.client.get(path)).status).toBe(200);
  });

  it('has no body for HEAD, and a stream has no HEAD', async () => {
    const head = await ada.client.send('HEAD', `${THINGS}/${ID}`);
    expect([head.status, head.body]).toEqual([200, undefined]);
    expect((await ada.client.send('HEAD', `${THINGS}/stream`)).status).toBe(405);
  });

  it('tells the methods of a path when asked', async () => {
    const { status, headers } = await gateway.client.send('OPTIONS', THINGS);
    expect([status, headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
    expect((await gateway.client.send('OPTIONS', '/nowhere')).status).toBe(404);
  });

  it('has the status that its route declares, whatever the method', async () => {
    expect((await ada.client.post(THINGS, { name: 'x' })).status).toBe(201);
    expect((await ada.client.post(`${THINGS}/strict`, { name: 'x' })).status).toBe(200);
    const removed = await ada.client.delete(`${THINGS}/${ID}`);
    expect([removed.status, removed.body]).toEqual([204, undefined]);
  });
});

describe('browsers of other origins', () => {
  const origin = 'https://app.example';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  };
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.create();
  });

  afterAll(() => installation.close());

  it('may call from anywhere by default, without cookies', async () => {
    const { url } = await installation.startGateway({}, ProbeModule);
    const asked = await fetch(`${url}${THINGS}`, { method: 'OPTIONS', headers: preflight });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const sent = await fetch(`${url}/nowhere`, { headers: { origin } });
    expect(sent.headers.get('access-control-allow-origin')).toBe('*');
    expect(sent.headers.get('access-control-expose-headers')).toContain('X-Request-ID');
  });

  it('may bring cookies when they are listed by name, and nobody else may call', async () => {
    const { url } = await installation.startGateway({ CORS_ORIGINS: origin }, ProbeModule);
    const listed = await fetch(`${url}/health`, { headers: { origin } });
    expect(listed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(listed.headers.get('vary')).toContain('Origin');
    const other = await fetch(`${url}/health`, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const refused = await fetch(`${url}${THINGS}`, {
      method: 'OPTIONS',
      headers: { ...preflight, origin: 'https://evil.example' },
    });
    expect(refused.headers.get('access-control-allow-methods')).toBeNull();
  });
});

describe('ports', () => {
  it('beyond the first serve the same application', async () => {
    const installation = await Installation.create();
    const port = await freePort();
    await installation.startGateway({ EXTRA_PORTS: String(port) }, ProbeModule);
    expect((await fetch(`http://127.0.0.1:${port}/version`)).status).toBe(200);
    await installation.close();
    await expect(fetch(`http://127.0.0.1:${port}/version`)).rejects.toThrow();
  });
});
