import { Installation, Person, RunningGateway } from '../support/installation';
import { ConflictError, NotFoundError, UnavailableError } from '@muster/platform';
import { ledger, ProbeModule } from './probe';

const ONCE = '/probe/things/once';

let keys = 0;
const freshKey = (): string => `key-${(keys += 1)}`;
const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

describe('an idempotency key', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' }, ProbeModule);
    ada = await gateway.person();
  });

  beforeEach(() => {
    ledger.calls = 0;
    ledger.next = () => Promise.resolve();
  });

  afterAll(() => installation.close());

  it('makes a repeated request answer what the first one did, without doing it again', async () => {
    const key = withKey(freshKey());
    const first = await ada.client.post(ONCE, { name: 'x' }, key);
    const again = await ada.client.post(ONCE, { name: 'x' }, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(ledger.calls).toBe(1);
  });

  it('changes nothing for requests without one', async () => {
    await ada.client.post(ONCE, { name: 'x' });
    await ada.client.post(ONCE, { name: 'x' });
    expect(ledger.calls).toBe(2);
  });

  it('holds across gateways', async () => {
    const second = await installation.startGateway({}, ProbeModule);
    const key = withKey(freshKey());
    await ada.client.post(ONCE, { name: 'x' }, key);
    const again = await second.client.as(ada.token).post(ONCE, { name: 'x' }, key);
    expect([again.headers.get('idempotency-replayed'), ledger.calls]).toEqual(['true', 1]);
  });

  it('cannot be used for another body', async () => {
    const key = withKey(freshKey());
    await ada.client.post(ONCE, { name: 'x' }, key);
    const { status, body } = await ada.client.post(ONCE, { name: 'y' }, key);
    expect([status, body.message, ledger.calls]).toEqual([
      422,
      expect.stringContaining('another request'),
      1,
    ]);
  });

  it('belongs to one user', async () => {
    const key = withKey(freshKey());
    await ada.client.post(ONCE, { name: 'x' }, key);
    const { client, username } = await gateway.person();
    const { body } = await client.post(ONCE, { name: 'x' }, key);
    expect([body.owner, ledger.calls]).toEqual([username, 2]);
  });

  it('refuses a second request while the first runs', async () => {
    const key = withKey(freshKey());
    let finish = (): void => undefined;
    const started = new Promise<void>((running) => {
      ledger.next = () => {
        running();
        return new Promise((resolve) => (finish = resolve));
      };
    });
    const first = ada.client.post(ONCE, { name: 'x' }, key);
    await started;
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).status).toBe(409);
    finish();
    expect((await first).status).toBe(201);
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).headers.get('idempotency-replayed')).toBe(
      'true',
    );
  });

  it('lets exactly one of many concurrent requests through', async () => {
    const key = withKey(freshKey());
    ledger.next = () => new Promise((resolve) => setTimeout(resolve, 50));
    const all = await Promise.all(Array.from({ length: 8 }, () => ada.client.post(ONCE, { name: 'x' }, key)));
    expect(ledger.calls).toBe(1);
    for (const { status } of all) expect([201, 409]).toContain(status);
  });

  it.each([
    ['a conflict', () => Promise.reject(new ConflictError('busy')), 409],
    ['a dependency away', () => Promise.reject(new UnavailableError('down')), 503],
    ['a bug', () => Promise.reject(new Error('bug')), 500],
  ])('is free again after %s', async (_, next, status) => {
    const key = withKey(freshKey());
    ledger.next = next;
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).status).toBe(status);
    ledger.next = () => Promise.resolve();
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).status).toBe(201);
  });

  it('is free again after a body that failed validation', async () => {
    const key = withKey(freshKey());
    expect((await ada.client.post(ONCE, { name: '' }, key)).status).toBe(400);
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).status).toBe(201);
  });

  it('keeps an answer that another try would not change, such as 404', async () => {
    const key = withKey(freshKey());
    ledger.next = () => Promise.reject(new NotFoundError('thing'));
    expect((await ada.client.post(ONCE, { name: 'x' }, key)).status).toBe(404);
    ledger.next = () => Promise.resolve();
    const { status, headers } = await ada.client.post(ONCE, { name: 'x' }, key);
    expect([status, headers.get('idempotency-replayed')]).toEqual([404, 'true']);
  });

  it('is not blocked for ever by a process that died', async () => {
    const key = freshKey();
    await ada.client.post(ONCE, { name: 'x' }, withKey(key));
    const die = `UPDATE idempotency_key SET status = NULL, response = NULL, claimed_until = now() + $2::interval WHERE key = $1`;
    await installation.sql(die, [key, '20 s']);
    expect((await ada.client.post(ONCE, { name: 'x' }, withKey(key))).status).toBe(409);
    await installation.sql(die, [key, '-1 s']);
    expect((await ada.client.post(ONCE, { name: 'x' }, withKey(key))).status).toBe(201);
    expect(ledger.calls).toBe(2);
  });

  it('is forgotten after a day', async () => {
    const key = freshKey();
    await ada.client.post(ONCE, { name: 'x' }, withKey(key));
    const [row] = await installation.sql<{ hours: number }>(
      `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM idempotency_key WHERE key = $1`,
      [key],
    );
    expect(row?.hours).toBe(24);
    await installation.sql(`UPDATE idempotency_key SET expires_at = now() WHERE key = $1`, [key]);
    expect((await ada.client.post(ONCE, { name: 'other' }, withKey(key))).status).toBe(201);
  });

  it('must be visible ASCII of reasonable length', async () => {
    expect((await ada.client.post(ONCE, { name: 'x' }, withKey('k'.repeat(256)))).status).toBe(400);
    expect((await ada.client.post(ONCE, { name: 'x' }, withKey('two words'))).status).toBe(400);
  });
});
