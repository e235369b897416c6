import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { AppProcess, freePort } from '../support/app-process';
import { Installation } from '../support/installation';

describe('an app as a process', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.create();
  });

  afterAll(() => installation.close());

  const start = (app: string, env: Record<string, string> = {}): AppProcess =>
    AppProcess.start(app, { ...installation.env, ...env });

  it('without a surface says when it is ready, shows its health, and leaves on SIGTERM', async () => {
    const port = await freePort();
    const notifier = start('notifier', { HEALTH_PORT: String(port) });
    expect(await notifier.ready()).toEqual({ ready: true });
    for (const path of ['/health/live', '/health/ready', '/ready', '/metrics'])
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/x`)).status).toBe(404);
    expect(await notifier.stop()).toMatchObject({ signal: 'SIGTERM' });
  });

  it('with surfaces says when it is ready, serves, and leaves on SIGTERM', async () => {
    const port = await freePort();
    const gateway = start('gateway', { PORT: String(port) });
    await gateway.ready();
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    expect(await gateway.stop()).toMatchObject({ signal: 'SIGTERM' });
  });

  it('logs one JSON object a line, without tokens', async () => {
    const port = await freePort();
    const gateway = start('gateway', { PORT: String(port), LOG_LEVEL: 'debug' });
    await gateway.ready();
    await fetch(`http://127.0.0.1:${port}/nowhere?token=verysecrettoken`, {
      headers: { 'x-request-id': 'r7' },
    });
    const { output } = await gateway.stop();
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'GET /nowhere?token=[redacted] 404', requestId: 'r7', level: 'debug' }),
    );
    expect(output).not.toContain('verysecrettoken');
  });

  it('names every bad setting in one go and ends', async () => {
    const bad = { PORT: 'eighty', LOG_LEVEL: 'loud', EXTRA_PORTS: '1,x' };
    const { code, output } = await start('gateway', bad).ended();
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^gateway: bad settings:\n( {2}\w+: .*\n){3}$/),
    ]);
    for (const name of Object.keys(bad)) expect(output).toContain(`${name}: `);
  });

  it('says which proxies it cannot trust', async () => {
    const { code, output } = await start('gateway', {
      TRUST_PROXY: 'the one in front',
      LOG_LEVEL: 'silent',
    }).ended();
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^gateway: bad settings:\n {2}TRUST_PROXY: .*\n$/),
    ]);
  });

  it('says in one line that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await start('gateway', { PORT: String(port), LOG_LEVEL: 'silent' }).ended();
    taken.close();
    expect([code, output]).toEqual([1, `gateway: port ${port} is in use\n`]);
  });

  it('says in one line which database it cannot reach', async () => {
    const port = await freePort();
    const nowhere = { DATABASE_URL: `postgres://muster@127.0.0.1:${port}/x`, LOG_LEVEL: 'silent' };
    const { code, output } = await start('notifier', nowhere).ended();
    expect([code, output]).toEqual([1, `notifier: cannot connect to 127.0.0.1:${port}\n`]);
  });

  it('says in one line which Redis it cannot reach', async () => {
    const port = await freePort();
    const nowhere = { REDIS_URL: `redis://127.0.0.1:${port}`, LOG_LEVEL: 'silent' };
    const { code, output } = await start('notifier', nowhere).ended();
    expect([code, output]).toEqual([
      1,
      `notifier: cannot connect to Redis at 127.0.0.1:${port} (REDIS_URL)\n`,
    ]);
  });
});
