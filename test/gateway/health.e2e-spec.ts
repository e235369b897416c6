import { request } from 'node:http';
import { Readiness } from '@muster/platform';
import { Installation, RunningGateway } from '../support/installation';

describe('health', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterAll(() => installation.close());

  /** Like `fetch`, but without the `Accept` that it always adds. */
  const plainGet = (url: string, method = 'GET'): Promise<{ status?: number; type?: string; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, type: response.headers['content-type'], text });
        });
      });
      sent.on('error', reject).end();
    });

  it('is one word for clients that accept nothing in particular', async () => {
    const { status, type, text } = await plainGet(`${gateway.url}/health`);
    expect([status, type, text]).toEqual([200, 'text/plain; charset=utf-8', 'OK']);
    expect(await plainGet(`${gateway.url}/health`, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    ['text/plain', 'text/plain'],
    ['text/plain, application/json;q=0.5', 'text/plain'],
    ['application/json, text/plain;q=0.5', 'application/json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['image/png', 'application/json'],
  ])('for Accept: %s is %s', async (accept, type) => {
    const { status, headers } = await gateway.client.get('/health', { headers: { accept } });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain(type);
    expect(headers.get('vary')).toContain('Accept');
  });

  it('may be text for clients that accept anything, by a setting', async () => {
    const other = await installation.startGateway({ HEALTH_DEFAULT: 'text' });
    const { body } = await other.client.get('/health', { headers: { accept: '*/*' } });
    expect(body).toBe('OK');
  });

  it('tells who and what it is, at both addresses', async () => {
    for (const path of ['/health', '/api/v1/health', '/health/live']) {
      const { body } = await gateway.client.get(path, { headers: { accept: 'application/json' } });
      expect(body).toEqual({
        status: 'ok',
        service: 'muster',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        environment: 'test',
        uptime_seconds: expect.any(Number),
      });
    }
    expect((await gateway.client.get('/version')).body).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('is ready while every dependency answers', async () => {
    const { status, body } = await gateway.client.get('/health/ready');
    expect([status, Object.keys(body.details)]).toEqual([200, ['postgres', 'redis', 'storage']]);
  });

  it('is not ready without Redis, and says what is missing', async () => {
    const alone = await installation.startGateway();
    alone.app.get(Readiness).add('redis', () => Promise.reject(new Error('connection refused')));
    const { status, body } = await alone.client.get('/health/ready');
    expect([status, body.status]).toEqual([503, 'error']);
    expect(body.error).toEqual({ redis: { status: 'down', message: 'connection refused' } });
    expect((await alone.client.get('/health/live')).status).toBe(200);
  });

  it('is not ready when the folder for bytes cannot be written', async () => {
    const file = __filename;
    const alone = await installation.startGateway({ DATA_DIR: `${file}/data` });
    const { status, body } = await alone.client.get('/health/ready');
    expect([status, Object.keys(body.error)]).toEqual([503, ['storage']]);
  });

  it('counts requests by surface, route, method and status', async () => {
    await gateway.client.get('/version');
    await gateway.client.get('/nowhere');
    const { body, headers } = await gateway.client.get('/metrics');
    expect(headers.get('content-type')).toContain('version=0.0.4');
    expect(body).toMatch(
      /http_requests_total\{surface="shared",route="\/version",method="GET",status="200"\} [1-9]/,
    );
    expect(body).toMatch(
      /http_requests_total\{surface="none",route="unmatched",method="GET",status="404"\} 1/,
    );
    expect(body).toMatch(/http_request_duration_seconds_bucket\{.*route="\/version".*le="\+Inf"\} [1-9]/);
    expect(body).toContain('process_resident_memory_bytes');
    expect(body).toMatch(/muster_queue_jobs\{queue="runs",state="waiting"\} \d+/);
    expect(body).toMatch(/http_requests_in_flight [1-9]/);
  });

  it('speaks OpenMetrics to who asks for it, without spoiling the other form', async () => {
    const accept = 'application/openmetrics-text; version=1.0.0';
    const response = await fetch(`${gateway.url}/api/v1/metrics`, { headers: { accept } });
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(text).toContain('# TYPE http_requests counter');
    expect(text).toContain('http_requests_total{');
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect((await gateway.client.get('/metrics')).body).toContain('# TYPE http_requests_total counter');
  });

  it('sends a person at the root to the documentation', async () => {
    const { status, headers } = await gateway.client.get('/');
    expect([status, headers.get('location')]).toEqual([302, '/docs']);
  });
});
